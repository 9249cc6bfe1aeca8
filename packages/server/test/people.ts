import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import type { SigningCredentials } from '../src/wire/sigv4/sign.ts'
import type { House } from './house.ts'

/** A policy document of these statements. */
export const policy = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement })

export const allow = (
  Action: string | readonly string[],
  Resource: string,
  Condition?: object,
) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})

/** A new user with an inline policy of these statements, and its keys. */
export async function createUser(
  house: House,
  UserName: string,
  ...statements: readonly object[]
): Promise<SigningCredentials> {
  const iam = new IAMClient(house.as())
  await iam.send(new CreateUserCommand({ UserName }))
  if (statements.length > 0) {
    const PolicyDocument = policy(...statements)
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }))
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
}

/** Credentials as STS answers them. */
interface Temporary {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
}

/** They, to sign with. */
export const signingWith = (session: Temporary = {}): Required<SigningCredentials> => ({
  accessKeyId: session.AccessKeyId ?? '',
  secretAccessKey: session.SecretAccessKey ?? '',
  sessionToken: session.SessionToken ?? '',
})

export async function attach(house: House, UserName: string, PolicyArn: string): Promise<void> {
  await new IAMClient(house.as()).send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
}
