// SPDX-License-Identifier: MIT
// What the module of `kernel/` exports. Addresses and strides are bytes of its memory; a weight is the address of a
// descriptor that `store-weights.ts` wrote. Its sources say what each argument means.

/** An instance of the module. */
export interface Kernel {
  readonly memory: WebAssembly.Memory
  /** Where memory that nobody uses begins. */
  readonly heap: WebAssembly.Global
  activate(x: number, count: number, code: number): void
  attention(
    scores: number,
    values: number,
    y: number,
    visits: number,
    steps: number,
    heads: number,
    width: number,
    room: number,
  ): void
  copyRows(from: number, fromStride: number, to: number, toStride: number, rows: number, width: number): void
  gather(table: number, tokens: number, count: number, to: number): void
  gru(
    gates: number,
    gateWeight: number,
    candidateWeight: number,
    bias: number,
    state: number,
    y: number,
    visits: number,
    steps: number,
    units: number,
    activation: number,
    gate: number,
    sequences: boolean,
    resetAfter: boolean,
    room: number,
  ): void
  lstm(
    gates: number,
    recurrent: number,
    state: number,
    y: number,
    visits: number,
    steps: number,
    units: number,
    activation: number,
    gate: number,
    sequences: boolean,
    room: number,
  ): void
  pool(
    x: number,
    y: number,
    visits: number,
    steps: number,
    outputSteps: number,
    width: number,
    size: number,
    stride: number,
    padBefore: number,
    average: boolean,
  ): void
  product(
    x: number,
    xStride: number,
    xGroup: number,
    y: number,
    yStride: number,
    yGroup: number,
    groups: number,
    rows: number,
    weight: number,
    first: number,
    inner: number,
    room: number,
  ): void
  softmaxRows(x: number, rows: number, width: number): void
}
