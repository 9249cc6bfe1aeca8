import { createCompiler } from '../../access/compiled.ts'
import { createAccess } from '../../access/create-access.ts'
import type { Identity } from '../../access/identity.ts'
import { type User, userKey } from '../../access/records.ts'
import { fakeClock } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { documentsOver } from '../../operation/documents.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Action, InputOf } from './actions.ts'
import { checksOf } from './authorization.ts'

/** Decisions about model building by the engine alone, for tests: a user of these statements and nothing else. */

export const SCOPE = { account: '123456789012', region: 'us-east-1' }
export const ARN = 'arn:aws:lex:us-east-1:123456789012:'
export const ROLE = 'arn:aws:iam::123456789012:role/Logs'
export const USER = 'arn:aws:iam::123456789012:user/ann'
export const ALIAS_ARN = `${ARN}bot:Flowers:prod`
export const made = { name: 'Flowers', locale: 'en-US', childDirected: false } as const
export const alias = { botName: 'Flowers', name: 'prod' }
export const channel = { botName: 'Flowers', botAlias: 'prod', name: 'Slack' }
export const newChannel = { ...channel, type: 'Slack', botConfiguration: {} } as const

export const MIGRATION = {
  v1BotName: 'Flowers',
  v1BotVersion: '7',
  v2BotName: 'Flowers',
  v2BotRole: 'arn:aws:iam::123456789012:role/V2',
  migrationStrategy: 'CREATE_NEW',
} as const

export type AnyInput = { [A in Action]: InputOf<A> }[Action]

export const store = memoryStore()
const random = seededRandom('lex-models')
const compiler = createCompiler()
const access = createAccess({
  reader: store,
  seal: createSeal(random.bytes(32), random),
  clock: fakeClock(),
  random,
})

export interface Statement {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Action?: string
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string
  readonly Condition?: Json
}

/** The link of an export needs what asking for it needs. */
export const actionOf = (action: Action) => (action === 'DownloadExport' ? 'GetExport' : action)

/** What is allowed in every case, where the case is not about it. */
const BESIDE: Readonly<Partial<Record<Action, readonly Statement[]>>> = {
  StartMigration: [
    { Action: 'iam:PassRole', Resource: MIGRATION.v2BotRole },
    { Action: 'lex:*', Resource: `${ARN}bot/*` },
  ],
}

/** Whether a user with these statements alone may do it: all checks of the action, through the engine. */
export async function allows(
  action: Action,
  input: AnyInput,
  ...statements: readonly Statement[]
): Promise<boolean> {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [...statements, ...(BESIDE[action] ?? [])].map(one => ({
      Effect: 'Allow',
      Action: `lex:${actionOf(action)}`,
      ...(one.NotResource === undefined && { Resource: '*' }),
      ...one,
    })),
  })
  const arn = USER
  const user: User = {
    name: 'ann',
    path: '/',
    id: 'AIDAANN',
    arn,
    createdAt: 0,
    attached: [],
    inline: [{ name: 'own', document }],
    tags: [],
    groups: [],
    accessKeyIds: [],
  }
  const key = userKey(SCOPE.account, 'ann')
  await store.commit([{ type: 'put', key, value: user as unknown as Json }])
  const identity: Identity = {
    principal: { kind: 'user', arn, account: SCOPE.account, uniqueId: 'AIDAANN' },
    account: SCOPE.account,
  }
  const facts = { time: 0, region: SCOPE.region, secureTransport: true }
  for (const check of checksOf(action, input as never, SCOPE, {
    documents: documentsOver(store, () => []),
    compiler,
  })) {
    const { decision } = await access.decide(identity, check, facts)
    if (decision.effect !== 'allow') return false
  }
  return true
}
