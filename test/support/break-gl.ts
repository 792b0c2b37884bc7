// SPDX-License-Identifier: MIT
// Devices that fail, in a page: contexts that are lost, readbacks that lie, extensions that are missing.

/** The contexts that were opened since, newest last. */
export function watchContexts(): WebGL2RenderingContext[] {
  const opened: WebGL2RenderingContext[] = []
  for (const Canvas of [globalThis.OffscreenCanvas, globalThis.HTMLCanvasElement]) {
    const prototype = Canvas.prototype as { getContext(...values: unknown[]): unknown }
    const original = prototype.getContext
    prototype.getContext = function (this: unknown, ...values: unknown[]): unknown {
      const context: unknown = original.apply(this, values)
      if (context instanceof WebGL2RenderingContext) opened.push(context)
      return context
    }
  }
  return opened
}

/** Loses a context, as a driver reset does. */
export function loseContext(gl: WebGL2RenderingContext | undefined): void {
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
}

/** Replaces a method of WebGL 2 contexts; returns the undo. */
export function replaceGl(
  name: 'readPixels' | 'getBufferSubData' | 'getExtension' | 'texSubImage2D',
  wrap: (original: (...values: unknown[]) => unknown) => (...values: unknown[]) => unknown,
): () => void {
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<
    string,
    (...values: unknown[]) => unknown
  >
  const original = prototype[name]!
  prototype[name] = function (this: unknown, ...values: unknown[]): unknown {
    return wrap((...given) => original.apply(this, given))(...values)
  }
  return () => {
    prototype[name] = original
  }
}
