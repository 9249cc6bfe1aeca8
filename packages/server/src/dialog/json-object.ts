import type { Json } from '../kernel/json.ts'

export type JsonObject = { readonly [name: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object, given as such or as JSON text; undefined when it is neither. */
export function readObject(value: Json): JsonObject | undefined {
  const read = typeof value === 'string' ? parseJson(value) : value
  return isObject(read) ? read : undefined
}

/**
 * JSON text from a function or a definition; undefined when it is none. A member called `__proto__` is an
 * own one like any other, and names are looked up among own members alone.
 */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
