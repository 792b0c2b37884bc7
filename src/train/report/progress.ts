// SPDX-License-Identifier: MIT
// Progress of training: a bar with the time left on a terminal, a line now and then elsewhere.

import type { FitProgress } from '../fit/fit-state.ts'
import { importPeer } from '../import-peer.ts'

/** Shows progress until it is stopped. */
export interface ProgressView {
  show(progress: FitProgress): void
  stop(): void
}

/** Least time between two plain lines. */
const LINE_EVERY_MS = 10_000

/**
 * Creates a view.
 * @param stream - Where to write; a bar is drawn only on a terminal.
 * @param now - Clock in milliseconds.
 * @throws `MissingPeerError` when the bar is wanted and `cli-progress` is not installed.
 */
export async function createProgressView(
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Promise<ProgressView> {
  return stream.isTTY ? createBar(stream) : createLines(stream, now)
}

async function createBar(stream: NodeJS.WriteStream): Promise<ProgressView> {
  const { SingleBar, Presets } = (await importPeer('cli-progress', () => import('cli-progress'))).default
  const format =
    'Training {bar} {percentage} % | epoch {epoch} | loss {loss} | validation {validation} | {eta_formatted} left'
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 200 }, Presets.shades_classic)
  let isStarted = false
  return {
    show(progress) {
      // Not before: what a run goes on from is not part of its speed.
      if (!isStarted) bar.start(progress.total, progress.done, { epoch: progress.epoch, ...texts(progress) })
      isStarted = true
      bar.setTotal(progress.total)
      bar.update(progress.done, { epoch: progress.epoch, ...texts(progress) })
    },
    stop() {
      if (isStarted) bar.stop()
    },
  }
}

function createLines(stream: NodeJS.WritableStream, now: () => number): ProgressView {
  let lastMs = -Infinity
  let first: { readonly share: number; readonly ms: number } | undefined
  return {
    show(progress) {
      // From the first batch on: it also pays for compiling, and what a run goes on from is not part of its speed.
      first ??= { share: progress.done / progress.total, ms: now() }
      const isDone = progress.done >= progress.total
      if (now() - lastMs < LINE_EVERY_MS && !isDone) return
      lastMs = now()
      const share = progress.done / progress.total
      const own = share - first.share
      const seconds = isDone ? 0 : ((lastMs - first.ms) / 1000) * ((1 - share) / own)
      const left = own < 0.02 && !isDone ? '…' : `${Math.round(seconds)} s left at most`
      const { loss, validation } = texts(progress)
      stream.write(
        `epoch ${progress.epoch}, ${Math.round(share * 100)} %, loss ${loss}, validation ${validation}, ${left}\n`,
      )
    },
    stop: () => undefined,
  }
}

function texts({ loss, validation }: FitProgress): { loss: string; validation: string } {
  return { loss: loss.toFixed(4), validation: validation ? validation.last.toFixed(4) : '…' }
}
