import { expect, it } from 'vitest'
import { type FakeClock, fakeClock } from '../../../kernel/clock.ts'
import type { Json } from '../../../kernel/json.ts'
import { silentLogger } from '../../../kernel/log.ts'
import { memoryStore } from '../../../store/memory.ts'
import type { Store } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import { LIMITS } from '../limits.ts'
import { type Bucket, type BucketLogging, bucketKey, putRecord } from '../records.ts'
import { accessLogHandler } from './deliver.ts'
import { accessLogOf } from './records.ts'

const HOUR_MS = 3_600_000

interface Rig {
  readonly clock: FakeClock
  readonly store: Store
  readonly sent: { readonly Key: string; readonly lines: readonly string[] }[]
  deliver(): Promise<unknown>
  note(...lines: readonly string[]): Promise<unknown>
}

async function rig(keyFormat?: BucketLogging['keyFormat']): Promise<Rig> {
  const clock = fakeClock(Date.parse('2026-03-02T22:30:05Z'))
  const store = memoryStore({ clock })
  const bucket = {
    ...{ id: 'id', name: 'b', account: '123456789012', region: 'us-east-1' },
    logging: { targetBucket: 't', targetPrefix: 'p/', ...(keyFormat && { keyFormat }) },
  } as unknown as Bucket
  await store.commit([putRecord(bucketKey('b'), bucket)])
  const sent: Rig['sent'] = []
  const calls = {
    async call(_: unknown, input: { readonly Key: string; readonly Body: AsyncIterable<Buffer> }) {
      const chunks: Buffer[] = []
      for await (const chunk of input.Body) chunks.push(chunk)
      sent.push({ Key: input.Key, lines: Buffer.concat(chunks).toString().trim().split('\n') })
    },
  } as unknown as Calls
  const handler = accessLogHandler({ store, clock, log: silentLogger, calls })
  const job = { kind: 's3-access-log', id: 'id', runAt: 0, payload: { name: 'b' } }
  return {
    ...{ clock, store, sent },
    deliver: () => handler(job, { signal: new AbortController().signal, fencing: 1 }),
    note: (...lines) => {
      const entries = lines.map((line): Json => ({ at: clock.now(), line }))
      return store.commit([{ type: 'append', log: accessLogOf(bucket), entries }])
    },
  }
}

it.each<[BucketLogging['keyFormat'], RegExp[]]>([
  [undefined, [/^p\/2026-03-02-22-30-05-[0-9A-F]{16}$/]],
  ['simple', [/^p\/2026-03-02-22-30-05-[0-9A-F]{16}$/]],
  [
    'DeliveryTime',
    [/^p\/123456789012\/us-east-1\/b\/2026\/03\/03\/2026-03-03-01-30-05-[0-9A-F]{16}$/],
  ],
  [
    'EventTime',
    [
      /^p\/123456789012\/us-east-1\/b\/2026\/03\/02\/2026-03-02-00-00-00-[0-9A-F]{16}$/,
      /^p\/123456789012\/us-east-1\/b\/2026\/03\/03\/2026-03-03-00-00-00-[0-9A-F]{16}$/,
    ],
  ],
])('names an object in the format %s', async (keyFormat, names) => {
  const { clock, sent, deliver, note } = await rig(keyFormat)
  await note('1', '2')
  await clock.advance(2 * HOUR_MS)
  await note('3')
  await clock.advance(HOUR_MS)
  await deliver()
  expect(sent.map(({ Key }) => Key)).toEqual(names.map(name => expect.stringMatching(name)))
  expect(sent.flatMap(({ lines }) => lines)).toEqual(['1', '2', '3'])
})

it('cuts what waits into objects of a bounded size, and loses no line', async () => {
  const { sent, deliver, note } = await rig()
  const line = 'x'.repeat(4_000)
  const all = Array.from({ length: 2_600 }, (_, n) => `${n} ${line}`)
  await note(...all)
  await deliver()
  expect(sent.length).toBeGreaterThan(2)
  const most = LIMITS.accessLogCharacters + LIMITS.accessLogReadAtOnce * 4_010
  for (const { lines } of sent) expect(lines.join('').length).toBeLessThan(most)
  expect(sent.flatMap(({ lines }) => lines)).toEqual(all)
})
