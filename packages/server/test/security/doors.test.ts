import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { loadModel, type ServiceModel } from '../../src/wire/models/model.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse, type RawRequest } from '../house.ts'
import { signingWith } from '../people.ts'
import { minimalRequest } from './minimal-request.ts'

/**
 * Every operation × {unsigned, wrongly signed, expired, skewed, wrong scope, without permission}: each is
 * refused with its protocol's documented code (spec/iam.md §8.2–8.3), and an unsigned caller learns nothing.
 */

const CODES = {
  query: {
    unsigned: [403, 'MissingAuthenticationToken'],
    mismatch: [403, 'SignatureDoesNotMatch'],
    expired: [403, 'ExpiredToken'],
    denied: [403, 'AccessDenied'],
  },
  'json-1.1': {
    unsigned: [400, 'MissingAuthenticationTokenException'],
    mismatch: [400, 'InvalidSignatureException'],
    expired: [400, 'ExpiredTokenException'],
    denied: [400, 'AccessDeniedException'],
  },
  'rest-json': {
    unsigned: [403, 'MissingAuthenticationTokenException'],
    mismatch: [403, 'InvalidSignatureException'],
    expired: [403, 'ExpiredTokenException'],
    denied: [403, 'AccessDeniedException'],
  },
} as const

/**
 * What no policy can forbid, what a user may do without one (spec/iam.md §4.5, §7), and the import, where the
 * permissions on what it would put decide (docs/design.md §9).
 */
const NEEDS_NO_PERMISSION = ['GetCallerIdentity', 'GetSessionToken', 'StartImport']

/** What nobody signs is proven by a token, and what the smallest request holds is none. */
const NO_TOKEN = [400, 'InvalidIdentityToken']

const HOUR = 3_600_000

let skewMs = 0
const house = await openHouse({ clock: { ...systemClock, now: () => Date.now() + skewMs } })
let nobody: SigningCredentials
let expired: SigningCredentials

beforeAll(async () => {
  const iam = new IAMClient(house.as())
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }))
  nobody = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  // A session that ended an hour ago: issued while the server's clock stood two hours earlier.
  skewMs = -2 * HOUR
  const sts = new STSClient({ ...house.as(), systemClockOffset: skewMs })
  const { Credentials } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 3600 }))
  skewMs = 0
  expired = signingWith(Credentials)
})
afterAll(() => house.close())

for (const [service, operations] of await house.server.operations()) {
  const model = loadModel(service)
  // An unsigned request is somebody to S3, the anonymous: its doors have tests of their own.
  if (model.protocol === 'rest-xml') continue
  describe(`the doors of ${service}`, () => {
    for (const operation of operations) {
      it(`${operation} opens to nobody without a good signature and a permission`, () =>
        tryDoor(model, operation))
    }
  })
}

async function tryDoor(model: ServiceModel, operation: string): Promise<void> {
  const request = minimalRequest(model, operation)
  const codes = CODES[model.protocol as keyof typeof CODES]
  const isUnsigned = model.operations[operation]?.unsigned === true
  const answers = {
    unsigned: await unsigned(request),
    wronglySigned: await answer(
      house.send(request, { ...nobody, secretAccessKey: 'x'.repeat(40) }),
    ),
    expired: await answer(house.send(request, expired)),
    skewed: await answer(house.send({ ...request, time: Date.now() - HOUR }, nobody)),
    early: await answer(house.send({ ...request, time: Date.now() + HOUR }, nobody)),
    wrongService: await answer(house.send({ ...request, service: 'ec2' }, nobody)),
    wrongRegion: await answer(house.send({ ...request, region: 'nowhere' }, nobody)),
  }
  expect(answers).toEqual({
    unsigned: isUnsigned ? NO_TOKEN : codes.unsigned,
    wronglySigned: codes.mismatch,
    expired: codes.expired,
    skewed: codes.mismatch,
    early: codes.mismatch,
    wrongService: codes.mismatch,
    wrongRegion: codes.mismatch,
  })
  if (NEEDS_NO_PERMISSION.includes(operation)) return
  const denied = isUnsigned ? NO_TOKEN : codes.denied
  expect(await answer(house.send(request, nobody))).toEqual(denied)
}

function unsigned({ method, target, headers = [], body = '' }: RawRequest) {
  const sent = headers.map(([name, value]): [string, string] => [name, value])
  const hasBody = body.length > 0
  return answer(
    fetch(new URL(target, house.url), { method, headers: sent, ...(hasBody && { body }) }),
  )
}

/** Status and code, wherever the protocol puts it. */
async function answer(sent: Promise<Response>): Promise<[number, string]> {
  const response = await sent
  const text = await response.text()
  const code =
    response.headers.get('x-amzn-errortype') ?? /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? 'none'
  return [response.status, code]
}
