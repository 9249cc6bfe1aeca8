/** Ingests one gzipped object into a line store from wherever it had come to, and says what was acknowledged. */
import { readFileSync } from 'node:fs'
import { openLines } from '../../src/collector/formats/lines.ts'
import { openLineStore } from '../../src/collector/search/open-line-store.ts'
import type { Place } from '../../src/collector/search/thread/calls.ts'
import { systemClock } from '../../src/kernel/clock.ts'

const [place = '', object = ''] = process.argv.slice(2)
const RECEIVED = Date.UTC(2026, 10, 25)
const store = openLineStore({ place: JSON.parse(place) as Place, clock: systemClock })
const source = {
  type: 'json',
  connector: 'c',
  object: 'bucket/key/etag',
  receivedAt: RECEIVED,
  defaultTime: RECEIVED,
}
const key = 'object'
let previous = await store.checkpoint('a', key)
const from = previous === undefined ? undefined : JSON.parse(previous)
process.stdout.write(`${from?.lines ?? 0}\n`)
const options = { format: 'json', key: 'o.gz', ...(from && { from }) } as const
for await (const { lines, checkpoint } of openLines(bytes(), options)) {
  const value = JSON.stringify(checkpoint)
  const firstLine = checkpoint.lines - lines.length
  const batch = { lines, source, firstLine, checkpoint: { key, value, previous } }
  const { kind } = await store.ingest('a', batch)
  if (kind !== 'stored') throw new Error(kind)
  previous = value
  process.stdout.write(`${checkpoint.lines}\n`)
}
await store.close()
process.stdout.write('done\n')

async function* bytes() {
  yield readFileSync(object)
}
