// SPDX-License-Identifier: MIT
// Layouts by name.

import { UsageError } from '../../train-errors.ts'
import { ESHOP } from './eshop.ts'
import { GA4 } from './ga4.ts'
import { INVOICES } from './invoices.ts'
import { LAYOUT_NAMES, type Layout, type LayoutName, type TableLayout } from './layout.ts'
import { OTTO } from './otto.ts'
import { REES46 } from './rees46.ts'
import { RETAILROCKET } from './retailrocket.ts'
import { SEGMENT } from './segment.ts'
import { SESSIONS } from './sessions.ts'
import { SHOPIFY } from './shopify.ts'
import { tableLayout, type ColumnMap } from './table.ts'
import { VISITS } from './visits.ts'
import { VITRINE } from './vitrine.ts'
import { YOOCHOOSE } from './yoochoose.ts'

/** Layouts that need no mapping. */
export const LAYOUTS: Readonly<Record<Exclude<LayoutName, 'table'>, TableLayout | Layout>> = {
  ga4: GA4,
  segment: SEGMENT,
  shopify: SHOPIFY,
  vitrine: VITRINE,
  rees46: REES46,
  otto: OTTO,
  yoochoose: YOOCHOOSE,
  retailrocket: RETAILROCKET,
  eshop2008: ESHOP,
  invoices: INVOICES,
  sessions: SESSIONS,
  visits: VISITS,
}

/**
 * Finds a layout.
 * @param map - Columns of the layout `table`; no other layout takes one.
 * @param names - Names of events in the layout `table`, each with GA4's.
 * @throws {@link UsageError} for a name that is none, or a mapping where none is taken.
 */
export function findLayout(
  name: string,
  map: ColumnMap = {},
  names: Readonly<Record<string, string>> = {},
): TableLayout | Layout {
  if (name === 'table') return tableLayout(map, names)
  if (!Object.hasOwn(LAYOUTS, name)) {
    throw new UsageError(`There is no layout "${name}". There are: ${LAYOUT_NAMES.join(', ')}.`)
  }
  if (Object.keys(map).length > 0) {
    throw new UsageError(`The layout "${name}" knows its columns; --map goes with --layout table.`)
  }
  return LAYOUTS[name as Exclude<LayoutName, 'table'>]
}

/** Whether a layout is one of events. */
export function isEventLayout(layout: TableLayout | Layout): layout is Layout {
  return 'events' in layout
}
