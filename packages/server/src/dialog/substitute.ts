import { LIMITS } from './limits.ts'
import { valueIn } from './session.ts'

/** Where the variables of prompts, statements and cards get their values (spec/lex-runtime.md §2.8). */
export interface Values {
  /** `{name}`: slots of the open intent. */
  readonly slots: Readonly<Record<string, string | null>>
  /** `[name]` */
  readonly attributes: Readonly<Record<string, string>>
  /** `((name))` */
  readonly requestAttributes: Readonly<Record<string, string>>
}

// An escaped bracket, or a reference: brackets around anything but a name (JSON in a custom payload) are text.
const REFERENCE = /\\([{}[\]])|\{([A-Za-z][\w.-]*)\}|\[([\w.:-]+)\]|\(\(([\w.:-]+)\)\)/g
const MAY_REFER = /[\\{[(]/

/**
 * Puts values in place of references, once: what was put in is not read again. A short text may hold thousands of
 * references to a long value, so that they are cut off where no message goes on.
 * @param asText how a slot's value, which the user said, is written into the text
 * @returns undefined when a reference has no value
 */
export function substitute(
  text: string,
  values: Values,
  asText: (value: string) => string = value => value,
): string | undefined {
  if (!MAY_REFER.test(text)) return text
  let complete = true
  let room: number = LIMITS.insertedCharacters
  const known = (value: string | null | undefined) => {
    if (value === null || value === undefined) complete = false
    return value ?? ''
  }
  const put = (value: string) => {
    const fitting = value.slice(0, room)
    room -= fitting.length
    return fitting
  }
  const written = text.replace(
    REFERENCE,
    (_, bracket?: string, slot?: string, attribute?: string, request?: string) => {
      if (bracket !== undefined) return bracket
      if (slot !== undefined) return put(asText(known(valueIn(values.slots, slot))))
      if (attribute !== undefined) return put(known(valueIn(values.attributes, attribute)))
      return put(known(valueIn(values.requestAttributes, request ?? '')))
    },
  )
  return complete ? written : undefined
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** As it stands between the quotes of JSON text. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1)
