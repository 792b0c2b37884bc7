// SPDX-License-Identifier: MIT
// Visits of the table `visits`, row by row: only the visit at hand is in memory.

import type { StoredEvent } from '../../types.ts'
import type { CustomerAnswers, DataSource, Visit, VisitLabel } from '../visit.ts'
import type { Cell, Database } from './duckdb.ts'
import { ANSWERS, CUSTOMER_FACTS } from './sql/customers-sql.ts'
import { CONTENT, type ContentColumn } from './sql/visits-sql.ts'
import { toStoredEvent, type EventContent } from './to-stored-event.ts'
import type { VisitorNames } from './visitor-names.ts'

const HEAD = ['visit', 'stream', 'session_id', 'visitor', 'label', 'name', 'cohort'] as const
const OF_CUSTOMERS = [...ANSWERS, ...CUSTOMER_FACTS] as const
const NUMBERS = ['n', 'at_ms', 'order_n'] as const

/** Reads visits in the order in which their streams begin in the file. */
export async function* eventVisits(
  db: Database,
  source: DataSource,
  names: VisitorNames,
): AsyncGenerator<Visit[]> {
  const numbers = NUMBERS.map((name) => `${name}::DOUBLE`)
  const filled = await filledColumns(db)
  const told = await customerColumns(db)
  const rows = db.stream(
    `SELECT ${[...HEAD, ...numbers, ...filled, ...told.map(toCell)].join(', ')} FROM visits ORDER BY first_row, stream, n`,
  )
  let open: OpenVisit | undefined
  for await (const columns of rows) {
    const done: Visit[] = []
    for (let row = 0; row < columns[0]!.length; row++) {
      const [visit, stream, sessionId, visitor, label, name, group] = HEAD.map(
        (_, k) => columns[k]![row] as string,
      )
      const [n, timeMs, orderAt] = NUMBERS.map((_, k) => columns[HEAD.length + k]![row] as number)
      if (!open || visit !== open.id) {
        if (open) done.push(close(open, source))
        const visitorId = names.groupOf(visitor || stream!)
        open = {
          id: visit!,
          visitorId,
          label: label as VisitLabel,
          ...(label === 'untold' && told.length > 0 && customerOf(told, columns, row)),
          events: [],
          after: [],
          ...(group && { group }),
        }
      }
      const stamp = { id: `${stream}/${n! - 1}`, timeMs: timeMs!, sessionId: sessionId!, source }
      const event = toStoredEvent(name!, contentOf(filled, columns, row), stamp)
      const isAfter = orderAt !== null && n! >= orderAt!
      ;(isAfter ? open.after : open.events).push(event)
    }
    yield done
  }
  if (open) yield [close(open, source)]
}

/** Most files fill a few columns; the others are not carried over. */
async function filledColumns(db: Database): Promise<ContentColumn[]> {
  const counts = CONTENT.map((name) => `count(${name})::DOUBLE AS ${name}`)
  const [row] = await db.rows<Record<ContentColumn, number>>(`SELECT ${counts.join(', ')} FROM visits`)
  return CONTENT.filter((name) => row![name] > 0)
}

type CustomerColumn = (typeof OF_CUSTOMERS)[number]

/** Visits have none; those of customers may lack some that the data does not tell. */
async function customerColumns(db: Database): Promise<CustomerColumn[]> {
  const columns = await db.rows<{ column_name: string }>('DESCRIBE visits')
  return OF_CUSTOMERS.filter((name) => columns.some(({ column_name }) => column_name === name))
}

/** Whole numbers of 64 bits would come as such. */
function toCell(name: CustomerColumn): string {
  return (CUSTOMER_FACTS as readonly string[]).includes(name) ? `${name}::DOUBLE` : name
}

/** What is told of a customer: its answers, what orders are worth, and the end of its history. */
function customerOf(
  told: readonly CustomerColumn[],
  columns: readonly (readonly Cell[])[],
  row: number,
): Pick<OpenVisit, 'customer' | 'typicalOrderValue' | 'endMs'> {
  const own = columns.slice(-told.length)
  const cell = (name: CustomerColumn): Cell => own[told.indexOf(name)]?.[row] ?? null
  const [value, risk, endMs, typical] = OF_CUSTOMERS.map(cell)
  return {
    customer: { ...(value && { value }), ...(risk && { risk }) } as CustomerAnswers,
    ...(typeof typical === 'number' && typical > 0 && { typicalOrderValue: typical }),
    ...(typeof endMs === 'number' && { endMs }),
  }
}

interface OpenVisit {
  readonly id: string
  readonly visitorId: string
  readonly label: VisitLabel
  readonly group?: string
  readonly customer?: CustomerAnswers
  readonly typicalOrderValue?: number
  /** When the history of a customer ends, in milliseconds since the Unix epoch. */
  readonly endMs?: number
  readonly events: StoredEvent[]
  readonly after: StoredEvent[]
}

function close({ label, after, events, endMs, ...visit }: OpenVisit, source: DataSource): Visit {
  const shown = endMs === undefined ? events : [...events, pageAt(endMs, visit.id, source)]
  return { ...visit, events: shown, source, after, label }
}

/** The page on which a customer is asked about. */
function pageAt(timeMs: number, customer: string, source: DataSource): StoredEvent {
  return { name: 'page_view', id: `${customer}/now`, sessionId: `${customer}#now`, timeMs, source }
}

function contentOf(
  filled: readonly ContentColumn[],
  columns: readonly (readonly Cell[])[],
  row: number,
): EventContent {
  const content: Record<string, Cell> = {}
  const start = HEAD.length + NUMBERS.length
  filled.forEach((name, index) => {
    const value = columns[start + index]![row]!
    if (value !== null) content[name] = value
  })
  return content
}
