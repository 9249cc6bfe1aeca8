import type { Access } from '../access/access.ts'
import type { Clock } from '../kernel/clock.ts'
import { assert } from '../kernel/errors.ts'
import type { ActingAs, Calls } from '../wire/calls.ts'
import { lexModels } from '../wire/models/lex-models.ts'
import {
  FLOWER_TYPES,
  ORDER_FLOWERS_BOT,
  ORDER_FLOWERS_INTENT,
  PROD_ALIAS,
} from './order-flowers.ts'

export interface InstallOptions {
  readonly account: string
  readonly region: string
  readonly access: Pick<Access, 'issueSession'>
  readonly calls: Calls
  readonly clock: Clock
}

const SESSION_MS = 5 * 60_000
const POLL_MS = 5

/**
 * Creates, publishes and aliases the sample bot through the public operations, as the account's root, and
 * waits until its published version answers (design §8, first start).
 */
export async function installSample(options: InstallOptions): Promise<void> {
  const { calls, region } = options
  const as = await rootOf(options)
  const more = { region }
  await calls.call(lexModels.PutSlotType, FLOWER_TYPES, as, more)
  const type = await calls.call(
    lexModels.CreateSlotTypeVersion,
    { name: FLOWER_TYPES.name },
    as,
    more,
  )
  await calls.call(lexModels.PutIntent, withTypeVersion(type.version), as, more)
  const intent = await calls.call(
    lexModels.CreateIntentVersion,
    { name: ORDER_FLOWERS_INTENT.name },
    as,
    more,
  )
  const intents = [
    { intentName: ORDER_FLOWERS_INTENT.name, intentVersion: intent.version ?? '$LATEST' },
  ]
  const latest = { ...ORDER_FLOWERS_BOT, intents }
  const { checksum } = await calls.call(lexModels.PutBot, latest, as, more)
  const bot = await calls.call(
    lexModels.CreateBotVersion,
    { name: ORDER_FLOWERS_BOT.name },
    as,
    more,
  )
  assert(bot.version !== undefined, 'a published bot has a version')
  await calls.call(lexModels.PutBotAlias, { ...PROD_ALIAS, botVersion: bot.version }, as, more)
  await untilReady(options, as, bot.version)
  // Whoever changes the bot talks to `$LATEST` first; nobody has to wait for it.
  await calls.call(lexModels.PutBot, { ...latest, checksum, processBehavior: 'BUILD' }, as, more)
}

async function rootOf({ access, account, clock }: InstallOptions): Promise<ActingAs> {
  const now = clock.now()
  const { accessKeyId, sessionToken } = await access.issueSession(
    account,
    { kind: 'root' },
    {
      kind: 'user',
      issuedAt: now,
      expiresAt: now + SESSION_MS,
      issuerUniqueId: account,
      sessionName: 'sample',
      tags: [],
      transitiveTagKeys: [],
      policyArns: [],
    },
  )
  return { kind: 'session', credentials: { accessKeyId, sessionToken } }
}

function withTypeVersion(version: string | undefined) {
  const { slots = [] } = ORDER_FLOWERS_INTENT
  return {
    ...ORDER_FLOWERS_INTENT,
    slots: slots.map(slot =>
      slot.slotType === FLOWER_TYPES.name ? { ...slot, slotTypeVersion: version } : slot,
    ),
  }
}

async function untilReady(
  { calls, clock, region }: InstallOptions,
  as: ActingAs,
  versionOrAlias: string,
): Promise<void> {
  for (;;) {
    const input = { name: ORDER_FLOWERS_BOT.name, versionOrAlias }
    const { status, failureReason } = await calls.call(lexModels.GetBot, input, as, { region })
    if (status === 'READY') return
    assert(status !== 'FAILED', `the sample bot builds: ${failureReason}`)
    await clock.sleep(POLL_MS)
  }
}
