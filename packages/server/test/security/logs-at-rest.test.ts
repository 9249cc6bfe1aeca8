import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetQueryResultsCommand,
  PutMetricFilterCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStream } from '../conformance/logs-house.ts'
import { eventually } from '../eventually.ts'
import { filesHold } from '../files-of.ts'
import { type House, openHouse } from '../house.ts'
import { policy } from '../people.ts'

let folder: string
let house: House

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-logs-'))
  house = await openHouse({ args: ['--data', folder, '--port', '0'] })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isStored = (text: string) => filesHold(folder, text)

describe('the data directory', () => {
  it('holds events of encrypted groups, and what queries found in them, in no readable form', async () => {
    const allow = (Principal: object) => ({
      ...{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' },
    })
    const Policy = policy(
      allow({ AWS: `arn:aws:iam::${house.account}:root` }),
      allow({ Service: 'logs.amazonaws.com' }),
    )
    const { KeyMetadata } = await new KMSClient(house.as()).send(new CreateKeyCommand({ Policy }))
    const kmsKeyId = KeyMetadata?.Arn ?? ''
    const secret = await openStream(house, 'secret', { kmsKeyId })
    const clear = await openStream(house, 'clear')
    const { logs } = secret
    await logs.send(
      new PutMetricFilterCommand({
        logGroupName: 'secret',
        filterName: 'f',
        filterPattern: 'needle',
        metricTransformations: [{ metricName: 'm', metricNamespace: 'n', metricValue: '1' }],
      }),
    )
    await secret.put('needle-in-secret')
    await clear.put('needle-in-clear')
    const now = Math.floor(Date.now() / 1000)
    const { queryId } = await logs.send(
      new StartQueryCommand({
        logGroupNames: ['clear', 'secret'],
        startTime: now - 60,
        endTime: now + 60,
        queryString: 'fields concat("found ", @message) as what | filter what like "secret"',
      }),
    )
    const results = await eventually(async () => {
      const answer = await logs.send(new GetQueryResultsCommand({ queryId }))
      return answer.status === 'Complete' ? answer.results : undefined
    })
    expect(results?.[0]?.[0]?.value).toBe('found needle-in-secret')
    await house.close()
    expect(isStored('needle-in-clear')).toBe(true)
    expect(isStored('needle-in-secret')).toBe(false)
  })
})
