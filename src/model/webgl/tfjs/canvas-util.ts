// SPDX-License-Identifier: MIT
// Stands in for the backend's canvases: `open-context.ts` opens the context, and the backend is given it.

/** The backend would keep the context for whoever comes next; every engine here has its own. */
export function setWebGLContext(): void {}

/** Nobody asks: the backend has a context. */
export function getWebGLContext(): never {
  throw new Error('the engine opens its context itself')
}
