import { loadRecogniser } from '@parley/nlu'
import type { BlobId, Blobs } from '../blobs/blobs.ts'
import type { Job, JobHandler, JobOutcome } from '../jobs/job.ts'
import type { Json } from '../kernel/json.ts'
import type { Logger } from '../kernel/log.ts'
import type { Store } from '../store/store.ts'
import { buildProblems } from './build-checks.ts'
import { definitionOf } from './definition.ts'
import { LIMITS } from './limits.ts'
import { type BuildOrder, type OrderedBot, orderedBot, orderOf } from './ordered.ts'
import { partsOf } from './parts.ts'
import type { Bot, Intent } from './records.ts'
import { sharedTrainer } from './shared-trainer.ts'
import { processTrainer, type Trainer, TrainingFailed } from './trainer.ts'

export interface BuildDependencies {
  readonly store: Pick<Store, 'get' | 'getMany' | 'commit' | 'subscribe'>
  readonly blobs: Pick<Blobs, 'write' | 'readAll' | 'delete'>
  readonly log?: Logger
  readonly train?: Trainer
  /** Whether Lex may invoke a function for an intent: asked again at each build. Without it, it may. */
  readonly mayInvoke?: (functionArn: string, intent: Intent) => Promise<boolean>
}

/** The kind of the jobs that `buildHandler` takes. */
export const BUILD = 'build'

/** The job that builds a bot whose document says BUILDING. Scheduling a newer one replaces it. */
export function buildJob(bot: Bot, now: number): Job {
  return { kind: BUILD, id: buildId(bot), runAt: now, payload: orderOf(bot) as unknown as Json }
}

export const buildId = ({ account, region, name, version }: Bot): string =>
  [account, region, name, version].join('/')

const DONE: JobOutcome = { kind: 'done' }

/**
 * Builds a bot: checks, training in a process of its own, then READY_BASIC_TESTING once the model is stored and
 * READY once it has been read back whole (spec/lex-models.md §3.5). It goes on where a restart left it, ends at
 * once when the bot moves on, and never marks a bot that did.
 */
export function buildHandler(dependencies: BuildDependencies): JobHandler {
  const { store, blobs, log } = dependencies
  const train = sharedTrainer(dependencies.train ?? processTrainer)
  return async (job, { signal }) => {
    const ordered = orderedBot(store, job.payload as unknown as BuildOrder)
    const found = await ordered.find()
    if (!found) return DONE
    const watched = ordered.watch()
    try {
      const either = AbortSignal.any([signal, watched.signal])
      const parts = { ...dependencies, train }
      const blob = await trainedModel(found.bot, ordered, parts, either)
      if (blob === undefined) return DONE
      loadRecogniser(await blobs.readAll(blob))
      await ordered.mark(bot => ({ ...bot, status: 'READY' }))
    } catch (error) {
      if (watched.signal.aborted) return DONE
      if (!(error instanceof TrainingFailed)) throw error
      log?.error('a bot could not be trained', { bot: job.id, error })
      await ordered.mark(bot => failedBot(bot, [error.reason]))
    } finally {
      watched.end()
    }
    return DONE
  }
}

type Training = Omit<BuildDependencies, 'log'> & { readonly train: Trainer }

/** The blob of the bot's model; undefined when the build has failed or is of no use any more. */
async function trainedModel(
  bot: Bot,
  ordered: OrderedBot,
  { store, blobs, train, mayInvoke }: Training,
  signal: AbortSignal,
): Promise<BlobId | undefined> {
  if (bot.modelBlob !== undefined) return bot.modelBlob as BlobId
  const parts = await partsOf(store, bot)
  const problems = [
    ...buildProblems(bot, parts),
    ...(mayInvoke ? await hookProblems(parts.intents, mayInvoke) : []),
  ]
  if (problems.length > 0) {
    await ordered.mark(current => failedBot(current, problems))
    return undefined
  }
  const model = await train(definitionOf(bot, parts.intents, parts.slotTypes), signal)
  const blob = await blobs.write(model)
  const isMarked = await ordered.mark(current => ({
    ...current,
    status: 'READY_BASIC_TESTING',
    modelBlob: blob,
  }))
  if (isMarked) return blob
  await blobs.delete(blob)
  return undefined
}

async function hookProblems(
  intents: readonly Intent[],
  mayInvoke: NonNullable<BuildDependencies['mayInvoke']>,
): Promise<string[]> {
  const problems: string[] = []
  for (const intent of intents) {
    const { dialogCodeHook, fulfillmentActivity } = intent
    const hooks = [dialogCodeHook, fulfillmentActivity.codeHook].flatMap(hook => hook?.uri ?? [])
    for (const uri of new Set(hooks)) {
      if (await mayInvoke(uri, intent)) continue
      problems.push(`Lex may not invoke the function ${uri} of the intent '${intent.name}'.`)
    }
  }
  return problems
}

/** A bot whose build ended without a model. */
export function failedBot(bot: Bot, reasons: readonly string[]): Bot {
  const { modelBlob: _, ...rest } = bot
  const shown = reasons.slice(0, LIMITS.failureReasons).join(' ')
  return { ...rest, status: 'FAILED', failureReason: shown.slice(0, LIMITS.failureReasonLength) }
}
