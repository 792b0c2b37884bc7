// SPDX-License-Identifier: MIT
// Progress of training: a bar with the time left on a terminal, a line now and then elsewhere.

import type { FitProgress } from '../fit/fit-network.ts'
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
  bar.start(1, 0, { epoch: 1, loss: '…', validation: '…' })
  return {
    show(progress) {
      bar.setTotal(progress.total)
      bar.update(progress.done, { epoch: progress.epoch, ...texts(progress) })
    },
    stop: () => bar.stop(),
  }
}

function createLines(stream: NodeJS.WritableStream, now: () => number): ProgressView {
  const startMs = now()
  let lastMs = -Infinity
  return {
    show(progress) {
      const isDone = progress.done >= progress.total
      if (now() - lastMs < LINE_EVERY_MS && !isDone) return
      lastMs = now()
      const share = progress.done / progress.total
      // The first batches also pay for compiling; a guess from them alone would be far off.
      const left =
        share < 0.02 ? '…' : `${Math.round(((lastMs - startMs) / 1000) * (1 / share - 1))} s left at most`
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
