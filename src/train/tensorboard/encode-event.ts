// SPDX-License-Identifier: MIT
// One event of TensorBoard's as a protocol buffer, and the record that frames it in a file.
// The fields are those of tensorflow/core/util/event.proto and framework/summary.proto.

import { Buffer } from 'node:buffer'
import { maskedCrc32c } from './crc32c.ts'

/** What an event says beside its time. */
export type EventContent =
  | { readonly fileVersion: string }
  /** A number under a name, at a step of at least 0. */
  | { readonly tag: string; readonly value: number; readonly step: number }

/** Numbers of the fields. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const
const SUMMARY = { value: 1 } as const
const VALUE = { tag: 1, simpleValue: 2 } as const

/**
 * Encodes an event.
 * @param timeMs - Milliseconds since the Unix epoch.
 */
export function encodeEvent(timeMs: number, content: EventContent): Buffer {
  const time = double(EVENT.wallTime, timeMs / 1000)
  if ('fileVersion' in content) return Buffer.concat([time, text(EVENT.fileVersion, content.fileVersion)])
  const value = Buffer.concat([text(VALUE.tag, content.tag), float(VALUE.simpleValue, content.value)])
  const summary = bytes(SUMMARY.value, value)
  const step = Buffer.concat([key(EVENT.step, VARINT), varint(content.step)])
  return Buffer.concat([time, step, bytes(EVENT.summary, summary)])
}

/** Frames data as a record: its length, the checksum of that, the data, their checksum. */
export function toRecord(data: Buffer): Buffer {
  const length = Buffer.alloc(8)
  length.writeUInt32LE(data.length)
  return Buffer.concat([length, checksum(length), data, checksum(data)])
}

function checksum(data: Buffer): Buffer {
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(maskedCrc32c(data))
  return sum
}

/** Wire types. */
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5]

function key(field: number, wireType: number): Buffer {
  return Buffer.from([(field << 3) | wireType])
}

/** Seven bits a byte, the lowest first; the high bit says that more follow. */
function varint(value: number): Buffer {
  const result: number[] = []
  let rest = value
  while (rest >= 128) {
    result.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...result, rest])
}

function double(field: number, value: number): Buffer {
  const data = Buffer.alloc(8)
  data.writeDoubleLE(value)
  return Buffer.concat([key(field, FIXED64), data])
}

function float(field: number, value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeFloatLE(value)
  return Buffer.concat([key(field, FIXED32), data])
}

function bytes(field: number, data: Buffer): Buffer {
  return Buffer.concat([key(field, BYTES), varint(data.length), data])
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'))
}
