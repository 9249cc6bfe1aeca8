import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionConfigurationCommand,
  LambdaClient,
  type LambdaServiceException,
} from '@aws-sdk/client-lambda'
import { packed } from '../conformance/lambda-functions.ts'
import { eventually } from '../eventually.ts'
import { policy } from '../people.ts'
import { answerOf } from './answers.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'

/** What the recorded tests of Lambda have in common: a role, functions in two usual forms, answers as they wrote them. */
export interface Workshop {
  readonly lambda: LambdaClient
  readonly role: string
  readonly zip: Uint8Array
  /** Keeps an answer, policies and statements decoded. */
  note<T extends object>(name: string, call: Promise<T>): Promise<T>
  /** A function of few words. */
  plain(note: string | undefined, more?: Partial<CreateFunctionCommandInput>): Promise<string>
  /** A function as their helper makes it, whose answer it wraps. */
  usual(note?: string, more?: Partial<CreateFunctionCommandInput>): Promise<string>
  settled(FunctionName: string): Promise<void>
}

export async function openShop(stage: Stage): Promise<Workshop> {
  const lambda = new LambdaClient(stage.as())
  const role = await createRole(stage)
  const zip = await packed({ 'index.py': 'def handler(event, context): return event' })
  const note: Workshop['note'] = async (name, call) => {
    const [told, output] = await tell(call)
    stage.noteValue(name, told)
    return output
  }
  const create = async (
    input: Partial<CreateFunctionCommandInput>,
    wrap: (told: unknown) => unknown,
    name: string | undefined,
  ) => {
    const FunctionName = input.FunctionName ?? stage.name('fn')
    const base = { Role: role, Runtime: 'python3.12' as const, Code: { ZipFile: zip } }
    const command = new CreateFunctionCommand({ FunctionName, ...base, ...input })
    const [told] = await tell(lambda.send(command))
    if (name !== undefined) stage.noteValue(name, wrap(told))
    await settled(FunctionName)
    return FunctionName
  }
  const settled = (FunctionName: string) =>
    eventually(async () => {
      const command = new GetFunctionConfigurationCommand({ FunctionName })
      const { LastUpdateStatus } = await lambda.send(command)
      return LastUpdateStatus === 'Successful' ? true : undefined
    }).then(() => undefined)
  return {
    lambda,
    role,
    zip,
    note,
    settled,
    plain: (name, more = {}) => create({ Handler: 'index.handler', ...more }, told => told, name),
    usual: (name, more = {}) =>
      create(
        { Handler: 'handler.handler', Timeout: 30, Environment: { Variables: {} }, ...more },
        told => ({ CreateEventSourceMappingResponse: null, CreateFunctionResponse: told }),
        name,
      ),
  }
}

async function createRole(stage: Stage): Promise<string> {
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'lambda.amazonaws.com' },
  })
  const command = new CreateRoleCommand({
    RoleName: stage.name('role'),
    AssumeRolePolicyDocument,
  })
  return (await new IAMClient(stage.as()).send(command)).Role?.Arn ?? ''
}

/** An answer or a refusal in the shape of the recordings, and the output itself. */
async function tell<T extends object>(call: Promise<T>): Promise<readonly [unknown, T]> {
  try {
    const output = await call
    return [decoded(answerOf(output, [])), output]
  } catch (error) {
    return [refusalOf(error), {} as T]
  }
}

const DECODED = ['Statement', 'Policy', 'Payload']

function decoded(answer: unknown): unknown {
  return Object.fromEntries(
    Object.entries(answer as Record<string, unknown>).map(([name, value]) => [
      name,
      DECODED.includes(name) && typeof value === 'string' && /^[{[]/.test(value)
        ? JSON.parse(value)
        : // Their client shows an empty body as an empty text.
          name === 'Payload'
          ? (value ?? '')
          : value,
    ]),
  )
}

const FRONT_END = ['ValidationException', 'AccessDeniedException', 'RequestEntityTooLargeException']

/** Lambda's errors bear their members beside the code, the message once more under its own spelling. */
function refusalOf(error: unknown): unknown {
  const { name, message, $metadata, ...members } = error as LambdaServiceException & {
    readonly Type?: string
    readonly Message?: string
    readonly Reason?: string
  }
  if ($metadata?.httpStatusCode === undefined) throw error
  const { Type, Reason } = members
  // Errors of the front end are in no model, and their message stands in one place.
  const isModelled = !FRONT_END.includes(name)
  return {
    Error: { Code: name, Message: message },
    ...(isModelled && { [name === 'ResourceNotFoundException' ? 'Message' : 'message']: message }),
    ...(Type !== undefined && { Type }),
    ...(Reason !== undefined && { Reason }),
    ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: $metadata.httpStatusCode },
  }
}

/** What a recorded test asked. */
export type Requests = (shop: Workshop, stage: Stage) => Promise<void>

export const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
