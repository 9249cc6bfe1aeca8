import { isBuiltin } from '../../../bots/parts.ts'
import { LATEST } from '../../../bots/records.ts'
import type { Write } from '../../../store/store.ts'
import {
  BadRequestException,
  type PutBotRequest,
  type PutIntentRequest,
} from '../../../wire/models/lex-models.ts'
import { scopeOf, type Workbench } from '../context.ts'
import { type Saved, savedBot, savedIntent, savedSlotType } from '../saves.ts'
import { botTags, mergedTags, tagsOf, tagsWrite } from '../tags.ts'
import { find, nameOf } from '../versioned.ts'
import { NOUNS, nameTaken } from '../words.ts'
import type { ImportItem, ImportPlan } from './plan.ts'
import type { Import } from './records.ts'

/** What one resource of a file writes. */
export interface ImportedItem {
  readonly writes: readonly Write[]
  /** The numbers so far, with this one's. */
  readonly published: Import['published']
}

/** @throws ServiceError when the resource cannot be put, or is there and must not be */
export async function importedItem(
  item: ImportItem,
  plan: ImportPlan,
  current: Import,
  bench: Workbench,
): Promise<ImportedItem> {
  await assertFree(item, plan, current, bench)
  const { writes, published } = await saved(item, plan, current, bench)
  const { kind, name, version } = item
  const numbers =
    published === undefined
      ? {}
      : { [`${kind} ${name}:${version}`]: published, [`${kind} ${name}`]: published }
  return { writes, published: { ...current.published, ...numbers } }
}

async function assertFree(
  { kind, name }: ImportItem,
  { items }: ImportPlan,
  { mergeStrategy, done }: Import,
  bench: Workbench,
): Promise<void> {
  const { name: existing } = await nameOf(kind, name, bench)
  if (existing === undefined) return
  if (existing !== name) throw nameTaken(kind, name, existing)
  // A file may hold several versions of one slot type: those after the first meet their own.
  const isOwn = items.slice(0, done).some(item => item.kind === kind && item.name === name)
  if (mergeStrategy === 'OVERWRITE_LATEST' || isOwn) return
  throw BadRequestException(`${NOUNS[kind]} ${name} already exists.`)
}

async function saved(
  item: ImportItem,
  plan: ImportPlan,
  current: Import,
  bench: Workbench,
): Promise<Pick<Saved<unknown>, 'writes' | 'published'>> {
  const createVersion = !item.isRoot
  switch (item.kind) {
    case 'slot-type': {
      const existing = await find('slot-type', item.name, LATEST, bench)
      return savedSlotType(item.input, { existing, createVersion }, bench)
    }
    case 'intent': {
      const existing = await find('intent', item.name, LATEST, bench)
      const input = withTypeNumbers(item.input, current)
      return savedIntent(input, { existing, createVersion }, bench)
    }
    case 'bot': {
      const existing = await find('bot', item.name, LATEST, bench)
      const input = withIntentNumbers(item.input, plan, current)
      const bot = await savedBot(input, { existing, createVersion }, bench)
      return { ...bot, writes: [...bot.writes, ...(await tagWrites(item.name, current, bench))] }
    }
  }
}

function withTypeNumbers(input: PutIntentRequest, { published }: Import): PutIntentRequest {
  if (!input.slots) return input
  const slots = input.slots.map(slot => {
    const { slotType, slotTypeVersion = LATEST } = slot
    if (!slotType || isBuiltin(slotType)) return slot
    const id = `slot-type ${slotType}`
    const number = published[`${id}:${slotTypeVersion}`] ?? published[id] ?? slotTypeVersion
    return { ...slot, slotTypeVersion: number }
  })
  return { ...input, slots }
}

function withIntentNumbers(
  input: PutBotRequest,
  { items }: ImportPlan,
  { published }: Import,
): PutBotRequest {
  if (!input.intents) return input
  const intents = items.flatMap(({ kind, name }) =>
    kind === 'intent'
      ? [{ intentName: name, intentVersion: published[`intent ${name}`] ?? LATEST }]
      : [],
  )
  return { ...input, intents }
}

/** The tags of the request over those that an overwritten bot has, as TagResource would. */
async function tagWrites(bot: string, { tags }: Import, bench: Workbench): Promise<Write[]> {
  if (tags.length === 0) return []
  const scope = scopeOf(bench)
  const before = await tagsOf(scope, botTags(bot), bench.documents)
  return [tagsWrite(scope, botTags(bot), mergedTags(before, tags, bench.quotas))]
}
