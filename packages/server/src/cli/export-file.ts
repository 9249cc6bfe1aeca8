/** What the command line reads of an export: no more than it tells about it. */
export interface ExportFile {
  readonly resource: Resource
}

interface Resource {
  readonly name: string
  readonly locale?: string
  readonly childDirected?: boolean
  readonly intents?: readonly Intent[]
  readonly slotTypes?: readonly { readonly name?: string }[]
  readonly enumerationValues?: readonly unknown[]
  readonly slotTypeConfigurations?: readonly unknown[]
  readonly parentSlotTypeSignature?: string
}

interface Intent extends Partial<Resource> {
  readonly sampleUtterances?: readonly string[]
  readonly slots?: readonly unknown[]
  readonly dialogCodeHook?: Hook
  readonly fulfillmentActivity?: { readonly codeHook?: Hook }
}

interface Hook {
  readonly uri?: string
}

/** The type that StartImport wants to be told. */
export function typeOf({ resource }: ExportFile): 'BOT' | 'INTENT' | 'SLOT_TYPE' {
  if (resource.childDirected !== undefined || resource.intents !== undefined) return 'BOT'
  const isType =
    resource.enumerationValues ??
    resource.slotTypeConfigurations ??
    resource.parentSlotTypeSignature
  return isType === undefined ? 'INTENT' : 'SLOT_TYPE'
}

/** What is in the file, in a line or two. */
export function describeExport(file: ExportFile): string {
  const { resource } = file
  const type = typeOf(file)
  if (type === 'SLOT_TYPE') {
    return `slot type ${resource.name}: ${count(resource.enumerationValues, 'value')}`
  }
  const intents = type === 'BOT' ? (resource.intents ?? []) : [resource as Intent]
  const utterances = intents.flatMap(intent => intent.sampleUtterances ?? [])
  const slots = intents.flatMap(intent => intent.slots ?? [])
  const counts = [
    ...(type === 'BOT' ? [count(intents, 'intent')] : []),
    count(utterances, 'sample utterance'),
    count(slots, 'slot'),
    count(resource.slotTypes, 'custom slot type'),
  ].join(', ')
  const hooks = intents.flatMap(({ dialogCodeHook, fulfillmentActivity }) =>
    [dialogCodeHook, fulfillmentActivity?.codeHook].flatMap(hook => hook?.uri ?? []),
  )
  const functions = [...new Set(hooks)].map(uri => `\n  calls ${uri}`).join('')
  const locale = resource.locale === undefined ? '' : ` (${resource.locale})`
  return `${type === 'BOT' ? 'bot' : 'intent'} ${resource.name}${locale}: ${counts}${functions}`
}

const count = (items: readonly unknown[] = [], what: string) =>
  `${items.length} ${what}${items.length === 1 ? '' : 's'}`
