import type { DialogSlot } from './bot.ts'
import { type ActiveContext, type Attributes, valueIn } from './session.ts'

/** Where default values come from, as it is when the intent opens (spec/lex-runtime.md §2.9). */
export interface DefaultSources {
  readonly contexts: readonly ActiveContext[]
  readonly attributes: Attributes
  readonly requestAttributes: Attributes
}

/** The first default of a slot that yields a value. */
export function defaultValue(
  { defaultValues }: DialogSlot,
  sources: DefaultSources,
): string | undefined {
  for (const form of defaultValues) {
    const value = valueFor(form.trim(), sources)
    if (value) return value
  }
  return undefined
}

function valueFor(
  form: string,
  { contexts, attributes, requestAttributes }: DefaultSources,
): string | undefined {
  const context = /^#([^.]+)\.(.+)$/.exec(form)
  if (context) {
    const [, name, parameter = ''] = context
    const active = contexts.find(one => one.name === name)
    return active && valueIn(active.parameters, parameter)
  }
  // The guide writes `[attribute]`, the API reference `{attribute}`.
  const attribute = /^\[(.+)\]$/.exec(form) ?? /^\{(.+)\}$/.exec(form)
  if (attribute) return valueIn(attributes, attribute[1] ?? '')
  const request = /^<(.+)>$/.exec(form)
  if (request) return valueIn(requestAttributes, request[1] ?? '')
  return /^'(.*)'$/.exec(form)?.[1] ?? form
}
