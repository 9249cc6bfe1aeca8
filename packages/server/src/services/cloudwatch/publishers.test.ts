import { describe, expect, it } from 'vitest'
import { createCompiler } from '../../access/compiled.ts'
import { createAccess } from '../../access/create-access.ts'
import { createAudit } from '../../audit/audit.ts'
import { createCalls } from '../../gateway/calls.ts'
import type { PipelineOptions } from '../../gateway/pipeline.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/log.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { memoryStore } from '../../store/memory.ts'
import { cloudwatch } from '../../wire/models/cloudwatch.ts'
import { readSamples } from './points/reading.ts'
import { metricId } from './points/records.ts'
import { cloudwatchService } from './service.ts'

const OWN = '123456789012'
const OTHER = '210987654321'

/** Calls inside a house that has CloudWatch and nothing else. */
function openRoom() {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const random = seededRandom('publishers')
  const seal = createSeal(new Uint8Array(32), random)
  const compiler = createCompiler()
  const service = cloudwatchService({ store, compiler })
  const access = createAccess({ reader: store, seal, clock, random }, compiler)
  const options: PipelineOptions = {
    ...{ store, access, audit: createAudit(store), clock, random, log: silentLogger, seal },
    callsOf: call => createCalls(options, call),
    services: new Map([['cloudwatch', async () => service]]),
    ...{ region: 'us-east-1', trustProxy: [] },
    ...{ share: () => () => undefined, observe: () => undefined },
  }
  return { calls: createCalls(options, undefined), clock, store }
}

describe('the services of this house', () => {
  it.each([
    ['lex.amazonaws.com', 'AWS/Lex', OWN, true],
    ['lex.amazonaws.com', 'AWS/Lambda', OWN, false],
    ['lex.amazonaws.com', 'Shop', OWN, false],
    // Nobody's metrics become those of another account.
    ['lex.amazonaws.com', 'AWS/Lex', OTHER, false],
    ['lambda.amazonaws.com', 'AWS/Lambda', OWN, true],
    ['lambda.amazonaws.com', 'AWS/Lex', OWN, false],
    ['lambda.amazonaws.com', 'AWS/Lambda', OTHER, false],
    ['logs.amazonaws.com', 'Shop', OWN, true],
    ['logs.amazonaws.com', 'AWS/Lex', OWN, false],
    ['logs.amazonaws.com', 'Shop', OTHER, false],
    ['kms.amazonaws.com', 'Shop', OWN, false],
  ])('%s may publish into %s of account %s: %s', async (principal, Namespace, account, allowed) => {
    const { calls } = openRoom()
    const input = { Namespace, MetricData: [{ MetricName: 'm', Value: 1 }] }
    const as = { principal, sourceArn: `arn:aws:x:us-east-1:${OWN}:y`, sourceAccount: OWN }
    const put = calls.call(
      cloudwatch.PutMetricData,
      input,
      { kind: 'service', ...as },
      { account, region: 'us-east-1' },
    )
    const outcome = await put.then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
    expect(outcome).toBe(allowed ? 'done' : 'AccessDenied')
  })

  it('may ask again what they asked before, which counts once', async () => {
    const { calls, clock, store } = openRoom()
    const put = (requestId: string) =>
      calls.call(
        cloudwatch.PutMetricData,
        { Namespace: 'Shop', MetricData: [{ MetricName: 'm', Value: 1 }] },
        {
          kind: 'service',
          principal: 'logs.amazonaws.com',
          sourceArn: `arn:aws:x:us-east-1:${OWN}:y`,
          sourceAccount: OWN,
        },
        { account: OWN, region: 'us-east-1', requestId },
      )
    await put('one')
    await put('one')
    await put('two')
    const scope = { account: OWN, region: 'us-east-1' }
    const id = metricId({ ...scope, namespace: 'Shop', name: 'm', dimensions: [] })
    const now = clock.now()
    const read = await readSamples(id, { from: now - 60_000, to: now + 1, now }, store)
    expect(read.map(({ count }) => count)).toEqual([2])
  })
})
