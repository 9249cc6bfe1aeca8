import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { writeZip } from '../../src/kernel/archive.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'

/** A house that runs functions as plain processes, as `npm test` must do without bubblewrap. */
export const openWorkshop = (args: readonly string[] = []): Promise<House> =>
  openHouse({ args: ['--ephemeral', '--port', '0', '--lambda-isolation', 'process', ...args] })

const TRUST = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'lambda.amazonaws.com' },
}

export const WRITE_LOGS = allow(
  ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  '*',
)

/** A role that Lambda may assume, allowed to write logs and what else is said. */
export async function createRole(
  house: House,
  RoleName: string,
  ...statements: readonly object[]
): Promise<string> {
  const iam = new IAMClient(house.as())
  const AssumeRolePolicyDocument = policy(TRUST)
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  if (statements.length > 0) {
    const PolicyDocument = policy(...statements)
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
  }
  return Role?.Arn ?? ''
}

/** A package of these files; a file `bootstrap` can be executed. */
export const packed = (files: Readonly<Record<string, string>>): Promise<Uint8Array> =>
  writeZip(
    Object.entries(files).map(([name, text]) => ({
      name,
      bytes: Buffer.from(text),
      executable: name === 'bootstrap',
    })),
  )

export const ECHO = 'exports.handler = async event => event'

/** A function that is ready. */
export async function createFunction(
  house: House,
  Role: string,
  code: string | Readonly<Record<string, string>>,
  more: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  const lambda = new LambdaClient(house.as())
  const files = typeof code === 'string' ? { 'index.js': code } : code
  const FunctionName = more.FunctionName ?? 'Hook'
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await packed(files) },
      ...more,
    }),
  )
  await settled(house, FunctionName)
}

/** Waits until the last change of a function is in use. */
export async function settled(house: House, FunctionName: string): Promise<void> {
  const lambda = new LambdaClient(house.as())
  await eventually(async () => {
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    return found.LastUpdateStatus === 'Successful' ? true : undefined
  })
}

export interface Answer {
  readonly answer: InvokeCommandOutput
  /** The payload, parsed. */
  readonly value: unknown
  /** The end of the log. */
  readonly log: string
}

export async function run(
  house: House,
  event: unknown = {},
  more: Partial<InvokeCommandInput> = {},
  credentials = house.root,
): Promise<Answer> {
  const lambda = new LambdaClient(house.as(credentials))
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: 'Hook',
      LogType: 'Tail',
      Payload: Buffer.from(JSON.stringify(event)),
      ...more,
    }),
  )
  const text = Buffer.from(answer.Payload ?? []).toString('utf8')
  return {
    answer,
    value: text === '' ? undefined : JSON.parse(text),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
  }
}
