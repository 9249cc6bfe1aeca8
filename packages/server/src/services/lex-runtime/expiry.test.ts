import { expect, it } from 'vitest'
import { within } from '../../store/key.ts'
import { lexRuntime } from '../../wire/models/lex-runtime.ts'
import { EXPIRY_JOB, expiryHandler } from './expiry.ts'
import { sessionKey } from './sessions.ts'
import { runnableBot, runtimeRig } from './testing.ts'

const RUN = { signal: new AbortController().signal, fencing: 1 }
const JOB = { kind: EXPIRY_JOB, id: 'odd', runAt: 0, payload: null }

it('deletes sessions that have expired, and comes again while there are others', async () => {
  const rig = runtimeRig({ versions: [runnableBot([{ name: 'Greet', sampleUtterances: ['hi'] }])] })
  await rig.putAlias('PROD', '$LATEST')
  const greet = (userId: string) =>
    rig.call(lexRuntime.PostText, { botName: 'Shop', botAlias: 'PROD', userId, inputText: 'hi' })
  await greet('early')
  rig.clock.set(rig.clock.now() + 299_000)
  await greet('late')
  const handler = expiryHandler(rig)
  rig.clock.set(rig.clock.now() + 2_000)
  expect(await handler(JOB, RUN)).toEqual({ kind: 'again', runAt: rig.clock.now() + 3_600_000 })
  const left = async () =>
    (await rig.store.range(...within('lex.session'))).documents.map(({ key }) => key)
  expect(await left()).toEqual([sessionKey('123456789012', 'us-east-1', 'Shop', 'late')])
  rig.clock.set(rig.clock.now() + 300_000)
  expect(await handler(JOB, RUN)).toEqual({ kind: 'done' })
  expect(await left()).toEqual([])
})

it('is scheduled at the next full hour by every new session, and by those alone', async () => {
  const rig = runtimeRig({ versions: [runnableBot([{ name: 'Greet', sampleUtterances: ['hi'] }])] })
  await rig.putAlias('PROD', '$LATEST')
  rig.clock.set(Date.parse('2026-03-02T10:20:00Z'))
  const jobs = async () =>
    (await rig.store.range(...within('job'))).documents.map(({ revision, value }) => ({
      revision,
      ...(value as object),
    }))
  const greet = (userId: string) =>
    rig.call(lexRuntime.PostText, { botName: 'Shop', botAlias: 'PROD', userId, inputText: 'hi' })
  await greet('ann')
  const [scheduled] = await jobs()
  expect(scheduled).toMatchObject({ runAt: Date.parse('2026-03-02T11:00:00Z') })
  await greet('ann')
  expect(await jobs()).toEqual([scheduled])
})
