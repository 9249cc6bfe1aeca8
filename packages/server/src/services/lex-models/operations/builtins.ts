import { BUILTIN_INTENTS, BUILTIN_SLOT_TYPES, type Builtin } from '../../../bots/builtins.ts'
import { type Locale, lexModels, NotFoundException } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation } from '../context.ts'
import { beyond, type Page, pageOf } from '../listing.ts'

/** The built-in intents and slot types of each locale (spec/lex-models.md §4). */
export const getBuiltinIntent = operation(lexModels.GetBuiltinIntent, {
  readOnly: true,
  authorize: guarded('GetBuiltinIntent'),

  async handle({ signature }) {
    const found = BUILTIN_INTENTS.get(signature)
    if (!found) throw NotFoundException(`There is no built-in intent ${signature}.`)
    return { signature, supportedLocales: found.locales, slots: [] }
  },
})

export const getBuiltinIntents = operation(lexModels.GetBuiltinIntents, {
  readOnly: true,
  authorize: guarded('GetBuiltinIntents'),

  async handle(request, context) {
    const page = await builtinsOf('GetBuiltinIntents', BUILTIN_INTENTS, request, context)
    return { intents: page.items.map(builtinOutput), nextToken: page.nextToken }
  },
})

export const getBuiltinSlotTypes = operation(lexModels.GetBuiltinSlotTypes, {
  readOnly: true,
  authorize: guarded('GetBuiltinSlotTypes'),

  async handle(request, context) {
    const page = await builtinsOf('GetBuiltinSlotTypes', BUILTIN_SLOT_TYPES, request, context)
    return { slotTypes: page.items.map(builtinOutput), nextToken: page.nextToken }
  },
})

interface BuiltinsRequest {
  readonly locale?: Locale | undefined
  readonly signatureContains?: string | undefined
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

function builtinsOf(
  name: string,
  catalogue: ReadonlyMap<string, Builtin>,
  request: BuiltinsRequest,
  context: LexModelsContext,
): Promise<Page<Builtin>> {
  const { locale, signatureContains = '' } = request
  const wanted = [...catalogue.values()].filter(
    ({ signature, locales }) =>
      signature.includes(signatureContains) && (!locale || locales.includes(locale)),
  )
  const listing = { operation: name, filter: [locale, signatureContains], request }
  return pageOf(listing, context, beyond(wanted.map(item => ({ at: item.signature, item }))))
}

const builtinOutput = ({ signature, locales }: Builtin) => ({
  signature,
  supportedLocales: locales,
})
