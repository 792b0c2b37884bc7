// SPDX-License-Identifier: MIT
// Stands in for the backend's shader compiler in the bundles (see tfjs-aliases.mjs). That one writes functions that
// look tensors up by their logical shape; the programs here fetch texels themselves, so a header is all they need, and
// shorter shaders compile faster.

interface InputInfo {
  readonly name: string
}

interface ProgramInfo {
  readonly userCode: string
  readonly customUniforms?: readonly { readonly name: string; readonly type: string }[]
}

/** The fragment shader of a program. */
export function makeShader(inputs: readonly InputInfo[], _output: unknown, program: ProgramInfo): string {
  const textures = inputs.map(({ name }) => `uniform sampler2D ${name};`)
  const uniforms = (program.customUniforms ?? []).map(({ name, type }) => `uniform ${type} ${name};`)
  return `#version 300 es
precision highp float;precision highp int;precision highp sampler2D;
out vec4 outputColor;
void setOutput(vec4 v){outputColor=v;}
${[...textures, ...uniforms].join('\n')}
${program.userCode}`
}

/** Part of the key under which a compiled program is kept. Shapes are no part of the shader, so none is of the key. */
export function getUniformInfoFromShape(
  _packed: boolean,
  shape: readonly number[],
): { useSqueezeShape: boolean; uniformShape: readonly number[]; keptDims: readonly number[] } {
  return { useSqueezeShape: false, uniformShape: shape, keptDims: [] }
}
