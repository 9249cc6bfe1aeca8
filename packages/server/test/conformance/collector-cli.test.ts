import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { createBucket, createRole, openStage, readingOf, type Stage } from './collector-stage.ts'

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts')
const BUCKET = 'told-by-command'

let house: House
let stage: Stage

beforeAll(async () => {
  house = await openHouse()
  stage = await openStage(house)
  await createBucket(stage, BUCKET)
})
afterAll(() => house.close())

/** Runs `parley collector …` as the first account's root. */
function collector(...args: readonly string[]) {
  const { accessKeyId, secretAccessKey } = house.root
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const all = [MAIN, 'collector', ...args, '--endpoint', house.url]
  const child = spawn(process.execPath, all, { env })
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  return new Promise<{ out: string; err: string; code: number | null }>(done => {
    child.once('close', code => done({ out, err, code }))
  })
}

describe('parley collector', () => {
  it('plays the fifth document: details, policies, role, connector', async () => {
    const details = await collector('details')
    expect(JSON.parse(details.out)).toMatchObject({ assignedExternalId: stage.externalId })
    const policies = await collector('role-policy', BUCKET)
    const [role = '', trust = ''] = policies.out.split('\n\n')
    expect(JSON.parse(role).Statement).toHaveLength(2)
    const arn = await createRole(stage, 'by-hand', { trust, statements: readingOf(BUCKET) })
    const made = await collector(
      'connect',
      BUCKET,
      '--role',
      arn,
      '--type',
      'json',
      '--start',
      'everything',
    )
    expect([made.code, made.err]).toEqual([0, ''])
    const { id } = JSON.parse(made.out) as { id: number }
    const shown = await collector('show', String(id))
    expect(JSON.parse(shown.out)).toMatchObject({ id, bucket: BUCKET, arn })
    expect((await collector('disconnect', String(id))).code).toBe(0)
    expect(JSON.parse((await collector('list')).out)).toEqual([])
  })

  it('says why a bucket cannot be connected and what helps', async () => {
    const arn = 'arn:aws:iam::222222222222:role/nobody'
    const { code, err } = await collector('connect', BUCKET, '--role', arn, '--type', 'json')
    expect(code).toBe(1)
    expect(err).toContain(`The role ${arn} does not let us in`)
    expect(err).toContain(`what helps: Let the trust policy of the role allow sts:AssumeRole`)
    expect(err).toContain(stage.externalId)
  })

  it('tells its verbs to whoever misspells one', async () => {
    const { code, err } = await collector('conect', BUCKET)
    expect(code).toBe(2)
    expect(err).toContain('collect from a bucket: --role ARN')
  })
})
