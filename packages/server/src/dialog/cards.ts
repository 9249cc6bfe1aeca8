import type { Json } from '../kernel/json.ts'
import { isObject, parseJson } from './json-object.ts'
import { LIMITS } from './limits.ts'
import type { Card, CardAttachment } from './session.ts'
import { substitute, type Values } from './substitute.ts'

/**
 * A configured response card with its variables filled in; null when there is none, when a variable has no value, or
 * when its values are too long: the message goes without it then (spec/lex-runtime.md §2.10).
 */
export function staticCard(text: string | undefined, values: Values): Card | null {
  if (text === undefined) return null
  const parsed = parseJson(text)
  const card = parsed === undefined ? undefined : readCard(parsed)
  // Only what is shown is filled in, which is bounded.
  return (card && filled(card, values)) ?? null
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

/** Substitutes in every text; undefined when one cannot be completed, or when they become too long. */
function filled(card: Card, values: Values): Card | undefined {
  let complete = true
  let room: number = LIMITS.cardCharacters
  const fill = (text: string): string => {
    const written = complete ? substitute(text, values) : undefined
    room -= written?.length ?? 0
    complete = written !== undefined && room >= 0
    return written ?? ''
  }
  const genericAttachments = card.genericAttachments.map(({ buttons, ...texts }) => ({
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)])),
    ...(buttons && {
      buttons: buttons.map(({ text, value }) => ({ text: fill(text), value: fill(value) })),
    }),
  }))
  return complete ? { ...card, genericAttachments } : undefined
}
