import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Hindrance, Reasons } from './conversation-logs-hindrance.ts'
import { HINDRANCES } from './conversation-logs-hindrances.ts'
import {
  arrived,
  BOT,
  converse,
  deliveriesOf,
  type LogStage,
  openLogStage,
  openPlaces,
  type Place,
} from './conversation-logs-stage.ts'

/**
 * The first document's procedure through the SDK: text to CloudWatch Logs, sound to S3 under a customer's key; then
 * whatever may stand in its way, each by itself. All stories are lived at the same time, each at a place of its own.
 */

/** On a machine that has much else to do. */
const LONG_MS = 90_000

const SAID = ['I would like to order flowers', 'roses', 'tomorrow']

interface Story {
  readonly place: Place
  /** How the bot answered each turn. */
  readonly states: readonly unknown[]
  /** Of each sound, what was said. */
  readonly sounds: Readonly<Record<string, string>>
  readonly parked: Reasons & { readonly expected: Reasons; readonly waiting: readonly unknown[] }
  readonly before: Awaited<ReturnType<typeof arrived>>
  readonly after: Awaited<ReturnType<typeof arrived>>
}

let stage: LogStage
let stories: readonly PromiseSettledResult<Story>[]
beforeAll(async () => {
  stage = await openLogStage()
  const wanted = HINDRANCES.map(({ options }, index) => ({ alias: nameOf(index), ...options }))
  const places = await openPlaces(stage, wanted)
  stories = await Promise.allSettled(places.map((place, index) => live(place, HINDRANCES[index]!)))
}, LONG_MS)
afterAll(() => stage.house.close())

/** Names of aliases hold no digits. */
const nameOf = (index: number) => `story${String.fromCharCode('a'.charCodeAt(0) + index)}`

async function live(place: Place, hindrance: Hindrance): Promise<Story> {
  const [first, ...later] = SAID
  const turns = [await converse(place, first ?? '')]
  const before = await arrived(place, { texts: 1, sounds: 1 })
  await hindrance.begin(place)
  for (const said of later) turns.push(await converse(place, said))
  const parked = await parkedAt(place, hindrance, turns[1]?.path ?? '')
  await hindrance.end(place)
  const { loses } = hindrance
  const after = await arrived(place, {
    texts: loses === 'text' ? 2 : 3,
    sounds: loses === 'sound' ? 2 : 3,
  })
  return {
    ...{ place, before, after, parked },
    states: turns.map(({ dialogState }) => dialogState),
    sounds: Object.fromEntries(turns.map(({ path }, index) => [path, SAID[index] ?? ''])),
  }
}

/** What ListDeliveries says once everything is parked that shall be, and the rest has arrived. */
async function parkedAt(place: Place, { reasons }: Hindrance, path: string) {
  const wanted = Object.keys(reasons(place, { stream: '', object: '' }))
    .sort()
    .join()
  const { text, sound } = await eventually(async () => {
    const found = await deliveriesOf(place)
    const parked = Object.entries(found).filter(([, { status }]) => status === 'parked')
    const names = Object.keys(found).sort().join()
    return names === wanted && parked.length === Object.keys(found).length ? found : undefined
  })
  const shard = text?.deliveryId?.slice(0, 8)
  const stream = `${place.groupArn}:log-stream:aws/lex/${BOT}/${place.alias}/1/DAY/${shard}`
  const told = (reason?: string) => reason?.replace(/\/\d{4}-\d\d-\d\d\//, '/DAY/')
  return {
    ...(text && { text: told(text.reason) ?? '' }),
    ...(sound && { sound: told(sound.reason) ?? '' }),
    waiting: [text, sound].map(delivery => delivery?.waiting),
    expected: reasons(place, { stream, object: `"arn:aws:s3:::${path}"` }),
  }
}

describe('conversation logs', () => {
  it.each(HINDRANCES.map(({ what }, index) => [what, index] as const))(
    'wait with their reason %s, and arrive once and in order afterwards',
    (_, index) => {
      const { states, parked, before, after, sounds } = told(index)
      const { loses } = HINDRANCES[index] ?? {}
      expect(states).toEqual(['ElicitSlot', 'ElicitSlot', 'ElicitSlot'])
      expect(before.texts).toEqual(SAID.slice(0, 1))
      expect(Object.values(before.sounds)).toEqual(SAID.slice(0, 1))
      const { expected, waiting, ...reasons } = parked
      expect(reasons).toEqual(expected)
      expect(waiting).toEqual([expected.text && 2, expected.sound && 2])
      expect(after.texts).toEqual(SAID.slice(loses === 'text' ? 1 : 0))
      const paths = Object.keys(sounds).slice(loses === 'sound' ? 1 : 0)
      expect(after.sounds).toEqual(Object.fromEntries(paths.map(path => [path, sounds[path]])))
    },
  )
})

function told(index: number): Story {
  const story = stories[index]
  if (story?.status !== 'fulfilled') throw story?.reason
  return story.value
}
