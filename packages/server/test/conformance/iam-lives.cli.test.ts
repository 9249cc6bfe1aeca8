import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepOf } from '../../src/access/one-time-codes.ts'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'
import { unBase32 } from '../un-base32.ts'

/** A user's life, a role's life and a policy's life at the command line, from the first call to the last. */

let house: House
let aws: AwsCli

beforeAll(async () => {
  house = await openHouse()
  aws = awsCli(house)
})
afterAll(() => house.close())

const iam = (...args: readonly string[]) => aws('iam', ...args)
const user = ['--user-name', 'carla']

describe('a user', () => {
  it('is made, given keys, a password and a device, and goes with nothing left', async () => {
    const { User } = await iam('create-user', ...user, '--path', '/staff/')
    expect(User).toMatchObject({ UserName: 'carla', Path: '/staff/' })
    await iam('tag-user', ...user, '--tags', 'Key=team,Value=a')
    await iam('create-group', '--group-name', 'readers')
    await iam('add-user-to-group', ...user, '--group-name', 'readers')
    const reads = policy(allow('iam:GetUser', '*'))
    await iam(
      ...['put-group-policy', '--group-name', 'readers', '--policy-name', 'reads'],
      ...['--policy-document', reads],
    )
    const { AccessKey } = (await iam('create-access-key', ...user)) as {
      AccessKey: { AccessKeyId: string; SecretAccessKey: string }
    }
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey
    const carla = awsCli(house, { accessKeyId, secretAccessKey })
    expect(await carla('iam', 'get-user')).toMatchObject({ User: { UserName: 'carla' } })
    expect(await carla.fails('iam', 'list-users')).toContain('(AccessDenied)')
    await iam('create-login-profile', ...user, '--password', 'Correct1horse')
    const serial = await giveDevice()
    const profile = await iam('get-login-profile', ...user)
    expect(profile).toMatchObject({ LoginProfile: { UserName: 'carla' } })
    const conflict = await aws.fails('iam', 'delete-user', ...user)
    expect(conflict).toContain('must delete access keys first')
    await iam('deactivate-mfa-device', ...user, '--serial-number', serial)
    await iam('delete-virtual-mfa-device', '--serial-number', serial)
    await iam('delete-login-profile', ...user)
    await iam('delete-access-key', ...user, '--access-key-id', accessKeyId)
    await iam('remove-user-from-group', ...user, '--group-name', 'readers')
    await iam('delete-user', ...user)
    const gone = await aws.fails('iam', 'get-user', ...user)
    expect(gone).toContain('(NoSuchEntity)')
    expect(gone).toContain('The user with name carla cannot be found.')
  })
})

/** An authenticator app: the CLI writes the seed into a file. */
async function giveDevice(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-seed-'))
  const file = join(folder, 'seed')
  const { VirtualMFADevice } = (await iam(
    ...['create-virtual-mfa-device', '--virtual-mfa-device-name', 'phone'],
    ...['--outfile', file, '--bootstrap-method', 'Base32StringSeed'],
  )) as { VirtualMFADevice: { SerialNumber: string } }
  const seed = unBase32(readFileSync(file, 'utf8').trim())
  rmSync(folder, { recursive: true })
  const serial = VirtualMFADevice.SerialNumber
  const step = stepOf(Date.now())
  await iam(
    ...['enable-mfa-device', ...user, '--serial-number', serial],
    ...['--authentication-code1', codeOf(seed, step - 1)],
    ...['--authentication-code2', codeOf(seed, step)],
  )
  return serial
}

describe('a role', () => {
  it('is made, assumed, changed and deleted, and its session ends with it', async () => {
    const role = ['--role-name', 'reader']
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: house.account },
      Action: 'sts:AssumeRole',
    })
    const { Role } = (await iam(
      ...['create-role', ...role, '--assume-role-policy-document', trust],
    )) as { Role: { Arn: string } }
    await iam('update-role', ...role, '--max-session-duration', '7200', '--description', 'Reads')
    const list = policy(allow('iam:ListUsers', '*'))
    const inline = [...role, '--policy-name', 'lists']
    await iam('put-role-policy', ...inline, '--policy-document', list)
    await iam('create-user', '--user-name', 'helga')
    const assumes = policy(allow('sts:AssumeRole', Role.Arn))
    const own = ['--user-name', 'helga', '--policy-name', 'assumes']
    await iam('put-user-policy', ...own, '--policy-document', assumes)
    const { AccessKey } = (await iam('create-access-key', '--user-name', 'helga')) as {
      AccessKey: { AccessKeyId: string; SecretAccessKey: string }
    }
    const helga = awsCli(house, {
      accessKeyId: AccessKey.AccessKeyId,
      secretAccessKey: AccessKey.SecretAccessKey,
    })
    const { Credentials } = (await helga(
      ...['sts', 'assume-role', '--role-arn', Role.Arn, '--role-session-name', 'morning'],
    )) as {
      Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
    }
    const session = awsCli(house, {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    })
    await session('iam', 'list-users')
    const got = await iam('get-role', ...role)
    expect(got).toMatchObject({ Role: { MaxSessionDuration: 7200, Description: 'Reads' } })
    await iam('delete-role-policy', ...inline)
    expect(await session.fails('iam', 'list-users')).toContain('(AccessDenied)')
    await iam('delete-role', ...role)
    expect(await session.fails('sts', 'get-caller-identity')).toContain('(InvalidClientTokenId)')
  })
})

describe('a policy', () => {
  it('is made, versioned, attached, simulated and deleted', async () => {
    const first = policy(allow('lex:GetBot', '*'))
    const { Policy } = (await iam(
      ...['create-policy', '--policy-name', 'bots', '--policy-document', first],
    )) as { Policy: { Arn: string } }
    const at = ['--policy-arn', Policy.Arn]
    const second = policy(allow('lex:*', '*'))
    await iam('create-policy-version', ...at, '--policy-document', second, '--set-as-default')
    const { Versions } = (await iam('list-policy-versions', ...at)) as {
      Versions: { VersionId: string; IsDefaultVersion: boolean }[]
    }
    expect(Versions.map(one => [one.VersionId, one.IsDefaultVersion]).sort()).toEqual([
      ['v1', false],
      ['v2', true],
    ])
    await iam('create-user', '--user-name', 'ida')
    await iam('attach-user-policy', '--user-name', 'ida', ...at)
    const { EvaluationResults } = (await iam(
      ...['simulate-principal-policy', '--action-names', 'lex:PutBot'],
      ...['--policy-source-arn', `arn:aws:iam::${house.account}:user/ida`],
    )) as { EvaluationResults: { EvalDecision: string }[] }
    expect(EvaluationResults[0]?.EvalDecision).toBe('allowed')
    expect(await aws.fails('iam', 'delete-policy', ...at)).toContain(
      'Cannot delete a policy attached to entities.',
    )
    await iam('detach-user-policy', '--user-name', 'ida', ...at)
    await iam('delete-policy-version', ...at, '--version-id', 'v1')
    await iam('delete-policy', ...at)
    expect(await aws.fails('iam', 'get-policy', ...at)).toContain('(NoSuchEntity)')
  })
})
