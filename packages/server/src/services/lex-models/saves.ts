import { parseSlotPattern } from '@parley/nlu'
import { partsOf } from '../../bots/parts.ts'
import type { Bot, Intent, SlotType } from '../../bots/records.ts'
import { assert } from '../../kernel/errors.ts'
import type { Write } from '../../store/store.ts'
import {
  BadRequestException,
  ConflictException,
  type PutBotRequest,
  type PutIntentRequest,
  type PutSlotTypeRequest,
} from '../../wire/models/lex-models.ts'
import { begun, buildStops, buildWrites } from './builds.ts'
import type { Workbench } from './context.ts'
import { unbuiltByIntent, unbuiltBySlotType } from './dependants.ts'
import { assertHooks, assertKendraIndex } from './dependencies.ts'
import { botContent, intentContent, slotTypeContent } from './inputs.ts'
import { assertReferences, publish, publishBot, referencesWritten } from './publish.ts'
import { botProblem, exceededQuota } from './rules/bot-rules.ts'
import { intentProblem } from './rules/intent-rules.ts'
import { countValues, slotTypeProblem } from './rules/slot-type-rules.ts'
import { creationWrites, latestOf, putRecord, type RecordOf } from './versioned.ts'
import { quotaReached } from './words.ts'

/** What a Put writes, on a request or in an import; `existing` is the `$LATEST` that it replaces. */
export interface Saved<Record> {
  readonly record: Record
  /** The number that it was published under, where that was asked for. */
  readonly published: string | undefined
  readonly writes: readonly Write[]
}

interface Saving<K extends keyof RecordOf> {
  readonly existing: RecordOf[K] | undefined
  readonly createVersion: boolean
}

/** @throws by the rules of spec/lex-models.md §3.7 */
export async function savedSlotType(
  input: PutSlotTypeRequest,
  { existing, createVersion }: Saving<'slot-type'>,
  bench: Workbench,
): Promise<Saved<SlotType>> {
  const { name } = input
  const problem = slotTypeProblem(input, patternProblem)
  if (problem !== undefined) throw BadRequestException(problem)
  const slotType: SlotType = { ...latestOf(name, existing, bench), ...slotTypeContent(input) }
  const most = bench.quotas.valuesPerSlotType
  if (countValues(slotType.enumerationValues) > most) {
    throw quotaReached('values and synonyms in a slot type', most)
  }
  const publication = createVersion ? await publish('slot-type', slotType, bench) : undefined
  return {
    record: slotType,
    published: publication?.version.version,
    writes: [
      ...(existing ? [] : await creationWrites('slot-type', name, bench)),
      putRecord('slot-type', slotType),
      ...(await unbuiltBySlotType(name, bench)),
      ...(publication?.writes ?? []),
    ],
  }
}

/** Checks the pattern of a regex type with the recogniser's own reader. */
export function patternProblem(pattern: string): string | undefined {
  const parsed = parseSlotPattern(pattern)
  return parsed.ok ? undefined : `The regular expression is not valid: ${parsed.message}.`
}

/** @throws by the rules of §3.6 */
export async function savedIntent(
  input: PutIntentRequest,
  { existing, createVersion }: Saving<'intent'>,
  bench: Workbench,
): Promise<Saved<Intent>> {
  const { name, fulfillmentActivity } = input
  const problem = intentProblem(input)
  if (problem !== undefined) throw BadRequestException(problem)
  assert(fulfillmentActivity, 'the rules demand a fulfillmentActivity')
  const content = intentContent({ ...input, fulfillmentActivity })
  const intent: Intent = { ...latestOf(name, existing, bench), ...content }
  await assertReferences('intent', intent, bench)
  await assertHooks(intent, bench)
  assertKendraIndex(intent)
  const publication = createVersion ? await publish('intent', intent, bench) : undefined
  return {
    record: intent,
    published: publication?.version.version,
    writes: [
      ...(existing ? [] : await creationWrites('intent', name, bench)),
      putRecord('intent', intent),
      ...referencesWritten('intent', existing, intent, bench),
      ...(await unbuiltByIntent(name, bench)),
      ...(publication?.writes ?? []),
    ],
  }
}

/** @throws by the rules of §3.1 and §3.5; tags are the caller's affair */
export async function savedBot(
  input: PutBotRequest,
  { existing, createVersion }: Saving<'bot'>,
  bench: Workbench,
): Promise<Saved<Bot>> {
  const { name } = input
  assertIdle(existing)
  const problem = botProblem(input)
  if (problem !== undefined) throw BadRequestException(problem)
  const draft = { ...latestOf(name, existing, bench), ...botContent(input) }
  const bot = begun(draft, (existing?.buildNumber ?? 0) + 1)
  await assertReferences('bot', bot, bench)
  const exceeded = exceededQuota(bot, await partsOf(bench.documents, bot), bench.quotas)
  if (exceeded) throw quotaReached(...exceeded)
  const publication = createVersion ? await publishBot(bot, bench) : undefined
  return {
    record: bot,
    published: publication?.version.version,
    writes: [
      ...(existing ? [] : await creationWrites('bot', name, bench)),
      putRecord('bot', bot),
      ...referencesWritten('bot', existing, bot, bench),
      ...(existing ? buildStops(existing) : []),
      ...buildWrites(bot, bench),
      ...(publication?.writes ?? []),
    ],
  }
}

/** @throws ConflictException while the bot is being built */
export function assertIdle(existing: Bot | undefined): void {
  if (existing?.status !== 'BUILDING') return
  throw ConflictException(`Bot ${existing.name} is being built.`)
}
