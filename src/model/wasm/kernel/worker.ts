// SPDX-License-Identifier: MIT
// What the module of layers.js calls in that of the worker's file: functions that `index.ts` exports. This file's name is
// that of the module to import them from.

import { Weight } from './weight'

/** See `activate.ts`. */
export declare function activate4(value: v128, code: i32): v128

/** See `rows.ts`. */
export declare function copyRows(
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
  rows: i32,
  width: i32,
): void

/** See `product.ts`. */
export declare function product(
  x: usize,
  xStride: i32,
  xGroup: i32,
  y: usize,
  yStride: i32,
  yGroup: i32,
  groups: i32,
  rows: i32,
  weight: Weight,
  first: i32,
  inner: i32,
  room: usize,
): void

/** See `softmax.ts`. */
export declare function softmax(x: usize, stride: i32, count: i32, y: usize): void
