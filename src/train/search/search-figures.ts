// SPDX-License-Identifier: MIT
// The figures of a search: how the best value came about, each option against the value, learning, all options at once.

import type { Figure } from '../report/html.ts'
import type { Plotter } from '../report/load-plot.ts'
import { seriesOf } from '../report/series.ts'
import { decimal } from '../report/table.ts'
import { spaceOf } from './read-space.ts'
import { rankTrials, type SearchResults, type Trial } from './search-results.ts'
import { shareOf, type Dimension } from './search-space.ts'

const SIZE = { width: 420, height: 300, marginLeft: 52, marginBottom: 38 }
/** Share of the trials that is stressed. */
const TOP = 0.25

/** A trial that has a value. */
type Valued = Trial & { readonly value: number }

/** Trials that have a value, in the order in which they were proposed. */
function valued({ trials }: SearchResults): Valued[] {
  return trials.filter((trial): trial is Valued => trial.value !== null)
}

function nameOf({ objective }: SearchResults): string {
  return objective === 'log-loss' ? 'log loss' : 'average precision'
}

function dots(
  { plot }: Plotter,
  trials: readonly Valued[],
  x: (trial: Valued) => string | number,
): unknown[] {
  const is = (status: Trial['status']): Valued[] => trials.filter((trial) => trial.status === status)
  const at = { x, y: 'value', r: 3.5 } as const
  return [
    plot.dot(is('stopped'), { ...at, stroke: 'currentColor', strokeOpacity: 0.5 }),
    plot.dot(is('done'), { ...at, fill: seriesOf(0).stroke, fillOpacity: 0.7 }),
  ]
}

type Marks = NonNullable<Parameters<Plotter['draw']>[1]['marks']>

/** Values in the order of the trials, and the best so far. */
export function historyFigure(plotter: Plotter, results: SearchResults): Figure {
  const { plot, draw } = plotter
  const trials = valued(results)
  const isBetter = (a: number, b: number): boolean => (results.objective === 'log-loss' ? a < b : a > b)
  let best: Valued | undefined
  const steps = trials.map((trial) => {
    if (trial.status === 'done' && (!best || isBetter(trial.value, best.value))) best = trial
    return { number: trial.number, value: best?.value ?? trial.value }
  })
  return {
    title: 'The search.',
    caption: `Each dot is a trial; the line is the best so far. Hollow: ended early. ${results.objective === 'log-loss' ? 'Lower' : 'Higher'} is better.`,
    svg: draw(`${nameOf(results)} of ${trials.length} trials in their order`, {
      ...SIZE,
      x: { label: 'trial', domain: [1, Math.max(2, results.trials.length)], tickFormat: 'd' },
      y: { label: nameOf(results), grid: true, ticks: 5, nice: true },
      marks: [
        plot.line(steps, { x: 'number', y: 'value', curve: 'step-after', ...seriesOf(1) }),
        ...dots(plotter, trials, ({ number }) => number),
      ] as Marks,
    }),
    table: {
      header: ['trial', nameOf(results), 'best so far'],
      rows: trials.map(({ number, value }, index) => [
        String(number),
        decimal(value, 4),
        decimal(steps[index]!.value, 4),
      ]),
    },
  }
}

/** Loss by epoch of every trial, the best in front. */
export function curvesFigure({ plot, draw }: Plotter, results: SearchResults): Figure {
  const [best] = rankTrials(results.trials, results.objective)
  const points = results.trials.map(({ number, fits }) =>
    meanCurve(fits.map(({ curve }) => curve)).map((loss, index) => ({ number, epoch: index + 1, loss })),
  )
  const all = points.flat()
  const own = all.filter(({ number }) => number === best?.number)
  const longest = Math.max(2, ...all.map(({ epoch }) => epoch))
  return {
    title: 'Learning.',
    caption: `Log loss of buying by epoch on the visits that stop training${results.folds === null ? '' : ', mean of the folds that still learn'}. Stressed: trial ${best?.number}, the best.`,
    svg: draw(`Log loss by epoch of ${results.trials.length} trials`, {
      ...SIZE,
      x: { label: 'epoch', domain: [1, longest], ticks: Math.min(10, longest), tickFormat: 'd' },
      y: { label: 'log loss', grid: true, ticks: 5, nice: true },
      marks: [
        plot.line(all, { x: 'epoch', y: 'loss', z: 'number', stroke: 'currentColor', strokeOpacity: 0.25 }),
        plot.line(own, { x: 'epoch', y: 'loss', ...seriesOf(0) }),
      ],
    }),
    table: {
      header: ['epoch', `trial ${best?.number}`],
      rows: own.map(({ epoch, loss }) => [String(epoch), decimal(loss, 4)]),
    },
  }
}

/** Each option against the value. */
export function optionFigures(plotter: Plotter, results: SearchResults): Figure[] {
  const trials = valued(results)
  return spaceOf(results.space).map((dimension) => {
    const { name } = dimension
    const x =
      dimension.kind === 'choice'
        ? { type: 'point' as const, domain: dimension.values.map(String), padding: 0.5 }
        : {
            type: dimension.isLog ? ('log' as const) : ('linear' as const),
            domain: [dimension.low, dimension.high],
            ticks: 5,
            tickFormat: '~g',
          }
    const at = (trial: Valued): string | number =>
      dimension.kind === 'choice' ? String(trial.values[name]) : trial.values[name]!
    return {
      title: `${name}.`,
      caption: 'What the trials had for it, whatever else they had.',
      svg: plotter.draw(`${nameOf(results)} against ${name}`, {
        ...SIZE,
        x: { ...x, label: name },
        y: { label: nameOf(results), grid: true, ticks: 5, nice: true },
        marks: dots(plotter, trials, at) as Marks,
      }),
      table: {
        header: [name, nameOf(results)],
        rows: [...trials]
          .sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a.number - b.number))
          .map((trial) => [String(at(trial)), decimal(trial.value, 4)]),
      },
    }
  })
}

/** All options side by side; each line is a trial. */
export function parallelFigure({ plot, draw }: Plotter, results: SearchResults): Figure {
  const space = spaceOf(results.space)
  const ranked = rankTrials(results.trials, results.objective).filter(({ value }) => value !== null)
  const top = ranked.slice(0, Math.max(1, Math.round(TOP * ranked.length)))
  const pointsOf = (trials: readonly Trial[]): { name: string; place: number; number: number }[] =>
    trials.flatMap(({ number, values }) =>
      space.map((dimension) => ({
        name: dimension.name,
        number,
        place: placeOf(dimension, values[dimension.name]!),
      })),
    )
  const labels = space.flatMap((dimension) =>
    dimension.kind === 'choice'
      ? dimension.values.map((value) => ({ name: dimension.name, place: placeOf(dimension, value), value }))
      : [
          { name: dimension.name, place: 0, value: dimension.low },
          { name: dimension.name, place: 1, value: dimension.high },
        ],
  )
  const line = { x: 'name', y: 'place', z: 'number' } as const
  const stressed = { ...line, stroke: seriesOf(0).stroke, strokeOpacity: 0.7, strokeWidth: 1.5 }
  const best = { ...line, stroke: seriesOf(1).stroke, strokeWidth: 3 }
  return {
    title: 'All options at once.',
    caption: `Each line is a trial. Blue: the best quarter. Bold: the best.`,
    isWide: true,
    svg: draw(`Values of ${space.length} options in ${ranked.length} trials; the best quarter is stressed`, {
      width: 860,
      height: 320,
      marginLeft: 60,
      marginRight: 60,
      x: { type: 'point', domain: space.map(({ name }) => name), label: null, axis: 'top', padding: 0.2 },
      y: { domain: [-0.05, 1.05], axis: null },
      marks: [
        plot.ruleX(space, { x: 'name', stroke: 'currentColor', strokeOpacity: 0.4 }),
        plot.line(pointsOf(ranked), { ...line, stroke: 'currentColor', strokeOpacity: 0.15 }),
        plot.line(pointsOf(top), stressed),
        plot.line(pointsOf(top.slice(0, 1)), best),
        plot.text(labels, {
          x: 'name',
          y: 'place',
          text: (label: { value: unknown }) => String(label.value),
          dx: 6,
          textAnchor: 'start',
          stroke: 'var(--paper)',
          strokeWidth: 4,
          fill: 'currentColor',
        }),
      ],
    }),
    table: {
      header: ['trial', ...space.map(({ name }) => name)],
      rows: top.map(({ number, values }) => [
        String(number),
        ...space.map(({ name }) => String(values[name])),
      ]),
    },
  }
}

function placeOf(dimension: Dimension, value: string | number): number {
  if (dimension.kind === 'range') return shareOf(dimension, value as number)
  const { values } = dimension
  return values.length === 1 ? 0.5 : values.indexOf(value) / (values.length - 1)
}

function meanCurve(curves: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...curves.map((curve) => curve.length))
  return Array.from({ length }, (_, index) => {
    const there = curves.flatMap((curve) => curve[index] ?? [])
    return there.reduce((sum, loss) => sum + loss, 0) / there.length
  })
}
