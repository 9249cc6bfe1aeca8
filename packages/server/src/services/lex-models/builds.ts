import { BUILD, buildId, buildJob, failedBot } from '../../bots/build.ts'
import type { Bot } from '../../bots/records.ts'
import { cancelJob, scheduleJob } from '../../jobs/runner.ts'
import type { Write } from '../../store/store.ts'
import type { Workbench } from './context.ts'

type Unbuilt = Omit<Bot, 'status' | 'buildNumber' | 'failureReason' | 'modelBlob'>

/** A bot as its Put leaves it: saved, being built, or without anything to build (spec/lex-models.md §3.5). */
export function begun(bot: Unbuilt, buildNumber: number): Bot {
  if (bot.processBehavior === 'SAVE') return { ...bot, buildNumber, status: 'NOT_BUILT' }
  return building({ ...bot, buildNumber, status: 'BUILDING' })
}

/** A numbered version as its publication leaves it: a finished build of the same content is taken over. */
export function published(latest: Bot): Bot {
  if (latest.status === 'READY' && latest.modelBlob !== undefined) return latest
  const { modelBlob: _model, failureReason: _reason, ...rest } = latest
  return building({ ...rest, status: 'BUILDING' })
}

function building(bot: Bot): Bot {
  if ((bot.intents ?? []).length > 0) return bot
  return failedBot(bot, [`The bot '${bot.name}' has no intents.`])
}

/** What a commit must hold of a bot that it leaves BUILDING. */
export const buildWrites = (bot: Bot, { clock }: Workbench): Write[] =>
  bot.status === 'BUILDING' ? [scheduleJob(buildJob(bot, clock.now()))] : []

/** What a commit must hold that takes away what a build was for. */
export const buildStops = (bot: Bot): Write[] =>
  bot.status === 'BUILDING' || bot.status === 'READY_BASIC_TESTING'
    ? [cancelJob(BUILD, buildId(bot))]
    : []
