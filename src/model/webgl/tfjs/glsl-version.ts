// SPDX-License-Identifier: MIT
// Stands in for the backend's table of GLSL dialects: there is WebGL 2 alone, and our programs round nothing.

/** Words of GLSL ES 3.00 that the backend puts into its vertex shader. */
export function getGlslDifferences(): Readonly<Record<string, string>> {
  return { version: '#version 300 es', attribute: 'in', varyingVs: 'out' }
}
