const WAIT_MS = 20_000
const POLL_MS = 50

/** Looks until there is something to see. @throws Error when there never is */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`nothing to see after ${WAIT_MS} ms`)
}
