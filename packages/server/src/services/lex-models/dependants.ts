import { type Bot, LATEST, recordOf, versionedKey } from '../../bots/records.ts'
import type { Write } from '../../store/store.ts'
import { buildStops } from './builds.ts'
import { scopeOf, type Workbench } from './context.ts'
import { guardKey, usersOf } from './references.ts'
import { putRecord } from './versioned.ts'

/**
 * What a change of an intent's `$LATEST` does to the bots whose `$LATEST` refers to it: their builds are of no
 * use any more (spec/lex-models.md §3.5).
 */
export async function unbuiltByIntent(name: string, context: Workbench): Promise<Write[]> {
  return unbuilt(await botsUsing([name], context), context)
}

/** The same for a slot type, which bots reach through the `$LATEST` of an intent. */
export async function unbuiltBySlotType(name: string, context: Workbench): Promise<Write[]> {
  const reference = { name, version: LATEST }
  const intents = await usersOf('slot-type', scopeOf(context), reference, context.documents)
  const names = intents.map(intent => intent.name)
  return unbuilt(await botsUsing(names, context), context)
}

// Only a `$LATEST` may refer to a `$LATEST`, so every user found here is one.
async function botsUsing(
  intents: readonly string[],
  context: Workbench,
): Promise<ReadonlySet<string>> {
  const scope = scopeOf(context)
  await context.documents.getMany(intents.map(name => guardKey('intent', scope, name)))
  const users = await Promise.all(
    intents.map(name => usersOf('intent', scope, { name, version: LATEST }, context.documents)),
  )
  return new Set(users.flat().map(user => user.name))
}

async function unbuilt(
  names: ReadonlySet<string>,
  { documents, account, region }: Workbench,
): Promise<Write[]> {
  const bots = await documents.getMany(
    [...names].map(name => versionedKey('bot', account, region, name, LATEST)),
  )
  return bots.flatMap(document => {
    const bot = recordOf<Bot>(document)
    if (!bot || bot.status === 'NOT_BUILT') return []
    return [putRecord('bot', unbuiltBot(bot)), ...buildStops(bot)]
  })
}

function unbuiltBot(bot: Bot): Bot {
  const { modelBlob: _model, failureReason: _reason, ...rest } = bot
  return { ...rest, status: 'NOT_BUILT', buildNumber: bot.buildNumber + 1 }
}
