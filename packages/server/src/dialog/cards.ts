import type { Json } from '../kernel/json.ts'
import { isObject, parseJson } from './json-object.ts'
import { LIMITS } from './limits.ts'
import type { Card, CardAttachment } from './session.ts'
import { substitute, type Values } from './substitute.ts'

/**
 * A configured response card with its variables filled in; null when there is none, or when a variable has
 * no value: the message goes without it then (spec/lex-runtime.md §2.10).
 */
export function staticCard(text: string | undefined, values: Values): Card | null {
  if (text === undefined) return null
  const filled = fill(parseJson(text), values)
  return filled === undefined ? null : (readCard(filled) ?? null)
}

/** A card as functions and definitions write it; undefined when it is none. Its text may be of any length. */
export function readCard(value: Json): Card | undefined {
  if (!isObject(value)) return undefined
  const { version = 1, contentType = GENERIC, genericAttachments } = value
  if (typeof contentType !== 'string' || contentType !== GENERIC) return undefined
  const number = Number(version)
  if (!Number.isInteger(number)) return undefined
  const list = genericAttachments ?? []
  if (!Array.isArray(list)) return undefined
  const attachments = list.slice(0, LIMITS.cardAttachments).map(readAttachment)
  if (attachments.some(attachment => attachment === undefined)) return undefined
  return {
    version: number,
    contentType,
    genericAttachments: attachments.filter(attachment => attachment !== undefined),
  }
}

const GENERIC = 'application/vnd.amazonaws.card.generic'

function readAttachment(value: Json): CardAttachment | undefined {
  if (!isObject(value)) return undefined
  // The guide spells it in both ways.
  const subTitle = value['subTitle'] ?? value['subtitle']
  const texts = Object.entries({ ...value, subTitle }).filter(
    ([name, text]) => TEXTS.has(name) && text !== null && text !== undefined,
  )
  if (texts.some(([, text]) => typeof text !== 'string')) return undefined
  const buttons = readButtons(value['buttons'])
  if (buttons === 'wrong') return undefined
  return { ...Object.fromEntries(texts), ...(buttons && { buttons }) }
}

const TEXTS: ReadonlySet<string> = new Set(['title', 'subTitle', 'attachmentLinkUrl', 'imageUrl'])

function readButtons(value: Json | undefined): CardAttachment['buttons'] | 'wrong' {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return 'wrong'
  const buttons: { text: string; value: string }[] = []
  for (const button of value.slice(0, LIMITS.cardButtons)) {
    if (!isObject(button)) return 'wrong'
    const { text, value: sent } = button
    if (typeof text !== 'string' || typeof sent !== 'string') return 'wrong'
    buttons.push({ text, value: sent })
  }
  return buttons
}

/** Substitutes in every string; undefined when one cannot be completed. */
function fill(value: Json | undefined, values: Values): Json | undefined {
  if (typeof value === 'string') return substitute(value, values)
  if (Array.isArray(value)) {
    const items = value.map(item => fill(item, values))
    return items.some(item => item === undefined)
      ? undefined
      : items.filter(item => item !== undefined)
  }
  if (value === undefined || !isObject(value)) return value
  const entries: [string, Json][] = []
  for (const [name, item] of Object.entries(value)) {
    const filled = fill(item, values)
    if (filled === undefined) return undefined
    entries.push([name, filled])
  }
  return Object.fromEntries(entries)
}
