import type { Json } from '../kernel/json.ts'
import { CommitConflict, type Store } from '../store/store.ts'
import { type Bot, recordOf, versionedKey } from './records.ts'

/** Which build of which bot: the checksum tells a bot from a later one of the same name. */
export type BuildOrder = Pick<
  Bot,
  'account' | 'region' | 'name' | 'version' | 'checksum' | 'buildNumber'
>

export const orderOf = (bot: Bot): BuildOrder => {
  const { account, region, name, version, checksum, buildNumber } = bot
  return { account, region, name, version, checksum, buildNumber }
}

type OrderStore = Pick<Store, 'get' | 'commit' | 'subscribe'>

/** A bot as long as it is the one that was ordered to be built. */
export interface OrderedBot {
  /** Undefined when the bot is gone or has moved on. */
  find(): Promise<{ readonly bot: Bot; readonly revision: number } | undefined>
  /** False when the bot had moved on: then nothing was written. */
  mark(change: (bot: Bot) => Bot): Promise<boolean>
  /** Aborted as soon as the bot moves on, until `end`. */
  watch(): { readonly signal: AbortSignal; readonly end: () => void }
}

export function orderedBot(store: OrderStore, order: BuildOrder): OrderedBot {
  const { account, region, name, version } = order
  const key = versionedKey('bot', account, region, name, version)
  const find = async () => {
    const document = await store.get(key)
    const bot = recordOf<Bot>(document)
    return document && bot && isOrdered(bot, order)
      ? { bot, revision: document.revision }
      : undefined
  }
  return {
    find,
    async mark(change) {
      for (;;) {
        const found = await find()
        if (!found) return false
        const value = change(found.bot) as unknown as Json
        try {
          await store.commit([
            { type: 'expect', key, revision: found.revision },
            { type: 'put', key, value },
          ])
          return true
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error
        }
      }
    },
    watch() {
      const controller = new AbortController()
      const look = async () => {
        if (!(await find())) controller.abort(new Error('the bot was changed during its build'))
      }
      // A failed look is no matter: `mark` looks again.
      const end = store.subscribe(
        change => {
          if (change.key === key) look().catch(() => undefined)
        },
        () => look().catch(() => undefined),
      )
      return { signal: controller.signal, end }
    },
  }
}

function isOrdered(bot: Bot, { checksum, buildNumber }: BuildOrder): boolean {
  const isBuilding = bot.status === 'BUILDING' || bot.status === 'READY_BASIC_TESTING'
  return isBuilding && bot.checksum === checksum && bot.buildNumber === buildNumber
}
