// SPDX-License-Identifier: MIT
// Stands in for parts of TensorFlow.js that the worker never calls; see docs/decisions/0004.

export default {}
export const alea = undefined
