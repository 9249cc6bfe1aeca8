import { openIntent } from '../intents.ts'
import { newSession } from '../session.ts'
import type { Talk } from '../turn.ts'
import { eventOf } from './play.ts'
import { teaHouse } from './scripted.ts'

/** A turn in the middle of an order, to say something in. */
export function playableTalk({
  seed = 0,
  voice = false,
  accept,
}: {
  readonly seed?: number
  readonly voice?: boolean
  readonly accept?: string
}): Talk {
  const bot = teaHouse()
  const intent = bot.intents.get('OrderTea')
  if (!intent) throw new Error('the tea house has tea')
  const talk: Talk = {
    bot,
    session: { ...newSession(0, seed, 300), attributes: { name: '{kind}' } },
    turn: {
      before: undefined,
      event: eventOf({ say: 'x', voice, expect: {} }, 0, seed),
      now: 0,
      requestAttributes: {
        'x-dept': 'HR',
        ...(accept !== undefined && { 'x-amz-lex:accept-content-types': accept }),
      },
      understanding: undefined,
      ambiguousSlot: null,
      hook: null,
      dialogHookRan: false,
      fulfillmentHookRan: false,
      freshContexts: [],
      search: null,
      developerOverride: false,
    },
  }
  return openIntent(talk, intent, { given: { kind: 'a<b' } })
}
