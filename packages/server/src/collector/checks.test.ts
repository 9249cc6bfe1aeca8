import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import type { CheckReport } from './check-report.ts'
import { type CheckRequest, checkConnector } from './checks.ts'
import { NOON, newConnector } from './collect-room.testing.ts'
import type { Doors } from './doors.ts'
import { openLines } from './formats/lines.ts'
import { memoryBucket } from './memory-bucket.testing.ts'
import { SourceFailure } from './source.ts'

const connector = newConnector({ logsType: 'json', prefix: 'app/' })
const { bucket, region, endpoint } = connector

const request = (more: Partial<CheckRequest> = {}): CheckRequest => ({
  errand: { place: { bucket, region, endpoint }, accountId: '42', owner: '123456789012' },
  place: connector,
  logsType: 'json',
  entry: {
    kind: 'role',
    arn: 'arn:aws:iam::222222222222:role/r',
    externalId: 'parley:aws:extid:x',
  },
  openRoles: 'refuse',
  others: [],
  wrongExternalId: 'parley:aws:extid:y',
  ...more,
})

const room = () => {
  const made = memoryBucket(fakeClock(NOON))
  made.put('app/one', '{"a":1}\n')
  return made
}

const short = ({ checks }: CheckReport) =>
  checks.map(({ number, status, code }) => [number, status, code].filter(Boolean).join(' '))

describe('the checks', () => {
  it('stop where nothing further can be told', async () => {
    const made = room()
    made.refuse('AccessDenied')
    expect(short(await checkConnector(request(), { doors: made.doors, openLines }))).toEqual([
      '1 passed',
      '2 failed ASSUME_ROLE_DENIED',
    ])
  })

  it.each([
    ['refuse', '3 failed EXTERNAL_ID_NOT_ENFORCED', false],
    ['warn', '3 warning EXTERNAL_ID_NOT_ENFORCED', true],
  ] as const)(
    '%s roles that let us in without an external id',
    async (openRoles, third, connected) => {
      const doors: Doors = { ...room().doors, knock: async () => {} }
      const report = await checkConnector(request({ openRoles }), { doors, openLines })
      expect([short(report)[2], report.connected]).toEqual([third, connected])
    },
  )

  it('take the wrong external id for as good as none', async () => {
    const knocks: (string | undefined)[] = []
    const doors: Doors = {
      ...room().doors,
      async knock(_errand, _arn, externalId) {
        knocks.push(externalId)
        if (externalId === undefined) throw new SourceFailure('AccessDenied', 'no')
      },
    }
    const report = await checkConnector(request(), { doors, openLines })
    expect(knocks).toEqual([undefined, 'parley:aws:extid:y'])
    expect(short(report).at(-1)).toBe('3 failed EXTERNAL_ID_NOT_ENFORCED')
  })

  it('do not take silence for a refusal', async () => {
    const doors: Doors = {
      ...room().doors,
      async knock() {
        throw new SourceFailure('EndpointUnreachable', 'no answer')
      },
    }
    const report = await checkConnector(request(), { doors, openLines })
    expect(short(report).at(-1)).toBe('3 failed ENDPOINT_UNREACHABLE')
  })

  it('compare prefixes with those of other connectors of the same bucket', async () => {
    const twin = { id: '8', name: 'twin', bucket, prefix: '', endpoint: '' }
    const { doors } = room()
    const overlap = async (other: object) => {
      const others = [{ ...twin, ...other }]
      return short(await checkConnector(request({ others }), { doors, openLines })).at(-1)
    }
    expect(await overlap({})).toBe('8 warning DUPLICATE_SOURCE')
    expect(await overlap({ prefix: 'app/deeper/' })).toBe('8 warning DUPLICATE_SOURCE')
    expect(await overlap({ prefix: 'other/' })).toBe('8 passed')
    expect(await overlap({ bucket: 'another' })).toBe('8 passed')
    expect(await overlap({ endpoint: 'aws' })).toBe('8 passed')
  })
})
