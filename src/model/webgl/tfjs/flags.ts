// SPDX-License-Identifier: MIT
// Stands in for the backend's flags in the bundles (see tfjs-aliases.mjs): they are in `core.ts`.
export {}
