import { loadRecogniser, train } from '@parley/nlu'
import { createCompiler } from '../../access/compiled.ts'
import { definitionOf } from '../../bots/definition.ts'
import { aliasKey, type Bot, type BotAlias, type Intent, LATEST } from '../../bots/records.ts'
import type { RunnableBot } from '../../bots/runnable.ts'
import { type FakeClock, fakeClock } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { silentLogger } from '../../kernel/log.ts'
import { seededRandom } from '../../kernel/random.ts'
import type { Context } from '../../operation/context.ts'
import { documentsOver } from '../../operation/documents.ts'
import type { Metrics } from '../../outbox/metrics.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Store } from '../../store/store.ts'
import type { OperationRef } from '../../wire/models/model.ts'
import type { CodeHooks } from './code-hooks.ts'
import { lexRuntimeService } from './service.ts'
import type { ConversationQuotas } from './throttle.ts'

/** The runtime alone, over a store in memory and a clock that stands still, for tests. */
export interface RuntimeRig {
  readonly store: Store
  readonly clock: FakeClock
  /** Handles one call, as after authorization. */
  call<Input, Output>(
    operation: OperationRef<Input, Output>,
    input: Input,
    signal?: AbortSignal,
  ): Promise<Output>
  /** Puts an alias of the bot that points to a version. */
  putAlias(name: string, botVersion: string, more?: Partial<BotAlias>): Promise<void>
}

export interface RigOptions {
  readonly versions: readonly RunnableBot[]
  readonly codeHooks?: CodeHooks
  readonly quotas?: ConversationQuotas
  readonly metrics?: Metrics
}

const ACCOUNT = '123456789012'
const REGION = 'us-east-1'

export function runtimeRig({ versions, ...parts }: RigOptions): RuntimeRig {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'))
  const store = memoryStore({ clock })
  const random = seededRandom('rig')
  const service = lexRuntimeService({
    store,
    clock,
    random,
    compiler: createCompiler(),
    log: silentLogger,
    runnables: {
      find: async (_account, _region, name, version) =>
        versions.find(({ bot }) => bot.name === name && bot.version === version) ?? 'not-found',
    },
    ...parts,
  })
  const unused = () => Promise.reject(new Error('not a part of this rig'))
  const core = (signal: AbortSignal): Context => ({
    identity: { principal: { kind: 'service', name: 'test' }, account: ACCOUNT },
    account: ACCOUNT,
    region: REGION,
    partition: 'aws',
    requestId: random.uuid(),
    abandoned: () => signal,
    clock,
    random,
    documents: documentsOver(store, () => []),
    calls: { call: unused, wouldAllow: unused },
    authorize: unused,
    anew: async () => documentsOver(store, () => []),
    wouldAllow: unused,
  })
  return {
    store,
    clock,
    async call(operation, input, signal = new AbortController().signal) {
      const { handle } = service.operations.get(operation.name) ?? { handle: unused }
      return (await handle(input as never, service.extend(core(signal)) as never)) as never
    },
    async putAlias(name, botVersion, more = {}) {
      const alias: BotAlias = {
        account: ACCOUNT,
        region: REGION,
        bot: versions[0]?.bot.name ?? '',
        name,
        botVersion,
        createdAt: clock.now(),
        updatedAt: clock.now(),
        checksum: 'c',
        ...more,
      }
      const key = aliasKey(ACCOUNT, REGION, alias.bot, name)
      await store.commit([{ type: 'put', key, value: alias as unknown as Json }])
    },
  }
}

const base = (name: string, version: string) => ({
  account: ACCOUNT,
  region: REGION,
  name,
  version,
  createdAt: 0,
  updatedAt: 0,
  checksum: 'c',
})

export const plain = (...contents: string[]) => ({
  messages: contents.map(content => ({ contentType: 'PlainText' as const, content })),
})
export const prompt = (content: string) => ({ ...plain(content), maxAttempts: 2 })

/** A built bot of these intents; `$LATEST` unless told otherwise. */
export function runnableBot(
  intents: readonly (Partial<Intent> & { readonly name: string })[],
  bot: Partial<Bot> = {},
): RunnableBot {
  const whole: Bot = {
    ...base('Shop', LATEST),
    locale: 'en-US',
    childDirected: false,
    detectSentiment: false,
    enableModelImprovements: true,
    clarificationPrompt: prompt('Pardon?'),
    abortStatement: plain('Sorry.'),
    idleSessionSeconds: 300,
    processBehavior: 'BUILD',
    status: 'READY',
    buildNumber: 1,
    modelBlob: 'blob',
    ...bot,
  }
  const complete = intents.map(
    (intent): Intent => ({
      ...base(intent.name, LATEST),
      fulfillmentActivity: { type: 'ReturnIntent' },
      ...intent,
    }),
  )
  const recogniser = loadRecogniser(train(definitionOf(whole, complete, [])))
  return { bot: whole, intents: complete, slotTypes: [], recogniser, exactOnly: false }
}
