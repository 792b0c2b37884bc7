// SPDX-License-Identifier: MIT
// The product of a recurrent layer with its inputs does not depend on the state: it is one convolution of size 1
// over all steps.

import type { ConvNode, GruNode, LstmNode } from '../../network.ts'

/** The input side of a recurrent layer as a convolution. */
export function toProjection(node: LstmNode | GruNode): ConvNode {
  const { output, input, kernel, bias } = node
  const conv = { output, input, kernel, size: 1, stride: 1, dilation: 1, padBefore: 0 }
  return bias === undefined
    ? { ...conv, kind: 'conv', activation: 'linear' }
    : { ...conv, kind: 'conv', activation: 'linear', bias }
}
