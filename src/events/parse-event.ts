// SPDX-License-Identifier: MIT
// From whatever a page pushed to an event of the vocabulary, or to one named refusal. Nothing a page hands over is
// trusted: getters may throw, proxies may be revoked, prototypes may be polluted. Only own properties that the
// vocabulary names are read, and only text and numbers are copied.

import { InvalidEventError } from '../errors.ts'
import type { ShopEvent } from '../types.ts'
import { isEventName } from './event-names.ts'
import { toNumber } from './to-number.ts'
import { ITEM_PARAMETERS, PARAMETERS } from './vocabulary.ts'
import type { Kind } from './vocabulary.ts'

/** Longest text that is kept, in UTF-16 units; the rest is cut. */
export const MAX_TEXT_LENGTH = 200
/** Items that are kept of an event, as GA4 does; the rest is cut. */
export const MAX_ITEMS = 200

/**
 * Validates and normalises an event.
 * @remarks Trims and caps text, reads numeric text as numbers, upper-cases currencies, cuts addresses to origin and
 * path, drops empty and unknown parameters. The result shares nothing with the candidate and parses to itself.
 * @param candidate - An object with a `name` and GA4's parameters beside it.
 * @param source - Name of the source, for the error.
 * @throws {@link InvalidEventError} for the first parameter that is not what the vocabulary says.
 */
export function parseEvent(candidate: unknown, source: string): ShopEvent {
  let event = '?'
  let path = 'event'

  const refuse = (expected: string, got: unknown): never => {
    throw new InvalidEventError(event, path, expected, got, source)
  }

  function own(holder: unknown, key: string): unknown {
    return Object.hasOwn(holder as object, key) ? (holder as Record<string, unknown>)[key] : undefined
  }

  function parseField(value: unknown, kind: Kind): unknown {
    if (kind === 'items' || kind === 'items!') return parseItems(value, kind === 'items!')
    if (kind === 'number') {
      if (isBlank(value)) return undefined
      const number = toNumber(value)
      return number >= 0 && number < Infinity ? number : refuse('a finite number of at least 0', value)
    }
    const text = toText(value, kind === 'address') ?? refuse('text', value)
    if (!text) return kind === 'text!' ? refuse('text that is not empty', value) : undefined
    if (kind !== 'currency') return text
    const currency = text.toUpperCase()
    return /^[A-Z]{3}$/.test(currency) ? currency : refuse('a currency code of three letters', value)
  }

  function parseItems(value: unknown, needed: boolean): unknown {
    const list = value ?? []
    if (!Array.isArray(list) || (needed && !list.length)) return refuse('a list of items', value)
    const items: unknown[] = []
    for (let index = 0; index < list.length && index < MAX_ITEMS; index++) {
      const at = (path = `items[${index}]`)
      const raw: unknown = list[index]
      const item = isObject(raw) ? parseFields(raw, ITEM_PARAMETERS, {}, `${at}.`) : {}
      path = at
      items.push(
        item['item_id'] || item['item_name'] ? item : refuse('an item with item_id or item_name', raw),
      )
    }
    return items
  }

  function parseFields(
    holder: object,
    kinds: Readonly<Record<string, Kind>>,
    fields: Record<string, unknown>,
    prefix = '',
  ): Record<string, unknown> {
    for (const [key, kind] of Object.entries(kinds)) {
      path = prefix + key
      const field = parseField(own(holder, key), kind)
      if (field !== undefined) fields[key] = field
    }
    return fields
  }

  try {
    if (!isObject(candidate)) return refuse('an object', candidate)
    path = 'name'
    const name = own(candidate, path)
    if (!isEventName(name)) return refuse('a name of the vocabulary', name)
    event = name
    return parseFields(candidate, PARAMETERS[name], { name }) as unknown as ShopEvent
  } catch (error) {
    if (error instanceof InvalidEventError) throw error
    // The page's own error may quote what the visitor typed: it goes no further.
    return refuse('readable', {})
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !value.trim())
}

/** @returns The text, empty for nothing at all, `undefined` for what is no text. */
function toText(value: unknown, isAddress: boolean): string | undefined {
  if (isBlank(value)) return ''
  if (typeof value !== 'string' && typeof value !== 'bigint' && !Number.isFinite(value)) return undefined
  let text = String(value).trim()
  // `;` starts path parameters such as a session id; `user:password@` is nobody's business.
  if (isAddress) text = text.replace(/[?#;][^]*/, '').replace(/^([^/]*\/\/)[^/]*@/, '$1')
  // Cutting may split a surrogate pair.
  if (text.length > MAX_TEXT_LENGTH) text = text.slice(0, MAX_TEXT_LENGTH).replace(/[\uD800-\uDBFF]$/, '')
  return text.trim()
}
