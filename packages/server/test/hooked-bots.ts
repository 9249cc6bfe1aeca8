import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import {
  GetBotCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { writeZip } from '../src/kernel/archive.ts'
import type { ServerProcess } from './server-process.ts'

type Server = Pick<ServerProcess, 'url' | 'credentials'>

export interface HookedBot {
  readonly name: string
  readonly utterance: string
  /** The function that is asked about each turn before anything is elicited, as an expression; none when absent. */
  readonly dialogHook?: string
}

/** Creates bots of one intent, built and with the alias `prod`, in a server that runs in a process of its own. */
export async function putHookedBots(server: Server, bots: readonly HookedBot[]): Promise<void> {
  const client = { endpoint: server.url, region: 'us-east-1', credentials: server.credentials }
  const models = new LexModelBuildingServiceClient(client)
  const role = await createRole(client)
  for (const { name, utterance, dialogHook } of bots) {
    const uri = dialogHook && (await createFunction(client, { name, role, code: dialogHook }))
    const intentName = `${name}Order`
    await models.send(
      new PutIntentCommand({
        name: intentName,
        sampleUtterances: [utterance],
        fulfillmentActivity: { type: 'ReturnIntent' },
        ...(uri && { dialogCodeHook: { uri, messageVersion: '1.0' } }),
      }),
    )
    await models.send(
      new PutBotCommand({
        name,
        locale: 'en-US',
        childDirected: false,
        abortStatement: { messages: [{ contentType: 'PlainText', content: 'Sorry.' }] },
        intents: [{ intentName, intentVersion: '$LATEST' }],
      }),
    )
    await until(async () => {
      const bot = new GetBotCommand({ name, versionOrAlias: '$LATEST' })
      return (await models.send(bot)).status === 'READY'
    })
    await models.send(
      new PutBotAliasCommand({ botName: name, name: 'prod', botVersion: '$LATEST' }),
    )
  }
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'lambda.amazonaws.com' },
    },
  ],
}

type Client = Pick<Server, 'credentials'> & { readonly endpoint: string; readonly region: string }

async function createRole(client: Client): Promise<string | undefined> {
  const { Role } = await new IAMClient(client).send(
    new CreateRoleCommand({
      RoleName: 'Runner',
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
    }),
  )
  return Role?.Arn
}

interface Asked {
  readonly name: string
  readonly role: string | undefined
  readonly code: string
}

/** @returns its ARN, as intents name it */
async function createFunction(client: Client, { name, role, code }: Asked): Promise<string> {
  const lambda = new LambdaClient(client)
  const bytes = Buffer.from(`exports.handler = ${code}`)
  const ZipFile = await writeZip([{ name: 'index.js', bytes }])
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  )
  await until(async () => {
    const query = new GetFunctionConfigurationCommand({ FunctionName: name })
    return (await lambda.send(query)).LastUpdateStatus === 'Successful'
  })
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 'lex',
      Action: 'lambda:InvokeFunction',
      Principal: 'lex.amazonaws.com',
    }),
  )
  return FunctionArn
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 50))
}
