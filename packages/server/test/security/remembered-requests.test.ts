import { createHash } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { within } from '../../src/store/key.ts'
import type { Store } from '../../src/store/store.ts'
import { type House, openHouse } from '../house.ts'
import { createUser } from '../people.ts'

/** What the server remembers of requests for whoever asks why they were refused, and what it must not cost. */

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const heldMb = () => {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed / 1_000_000
}

describe('requests that are remembered', () => {
  let house: House
  let store: Store
  beforeAll(async () => {
    house = await openHouse({
      around(opened) {
        store = opened.store
        return opened
      },
    })
  })
  afterAll(() => house.close())

  it('hold on to nothing of the exchange that brought them', async () => {
    const form = 'application/x-www-form-urlencoded'
    for (let n = 0; n < 40; n++) {
      const body = `Action=ListUsers&Version=2010-05-08&x=${n}`
      const answer = await fetch(house.url, {
        ...{ method: 'POST', headers: { 'content-type': form, connection: 'close' }, body },
      })
      expect(answer.status).toBe(403)
      await answer.text()
    }
    await new Promise(setImmediate)
    expect(queryObjects(IncomingMessage, { format: 'count' })).toBeLessThan(10)
  })

  it('of strangers are bounded by what they hold, not by their number alone', async () => {
    const keys = Array.from({ length: 1_000 }, (_, n) => `${n}-${'k'.repeat(900)}`)
    const objects = keys.map(key => `<Object><Key>${key}</Key></Object>`)
    const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects.join('')}</Delete>`
    const md5 = createHash('md5').update(body).digest('base64')
    const before = heldMb()
    for (let n = 0; n < 12; n++) {
      const headers = { 'content-md5': md5 }
      await (await fetch(`${house.url}/bucket?delete`, { method: 'POST', headers, body })).text()
    }
    expect(heldMb() - before).toBeLessThan(15)
  })

  it('leave no more on the disk than an event holds, whatever was refused', async () => {
    const user = await createUser(house, 'nobody')
    const sampleUtterances = Array.from({ length: 1_000 }, (_, n) => `${n} ${'word '.repeat(35)}`)
    const answer = await house.send(
      {
        ...{ service: 'lex', method: 'PUT', target: '/intents/Order/versions/$LATEST' },
        headers: [['content-type', 'application/json']],
        body: JSON.stringify({ sampleUtterances }),
      },
      user,
    )
    expect(answer.status).toBe(403)
    const { documents } = await store.range(...within('audit'))
    const sizes = documents.map(({ value }) => JSON.stringify(value).length)
    expect(sizes.length).toBeGreaterThan(0)
    expect(Math.max(...sizes)).toBeLessThan(10_000)
  })
})
