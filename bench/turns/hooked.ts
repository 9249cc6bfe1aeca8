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
import { writeZip } from '../../packages/server/src/kernel/archive.ts'
import type { RunningParley } from '../harness/servers.ts'

/** Two bots that differ in their dialog hook alone: `Plain` has none, `Hooked` has a function that delegates. */
export async function putBots({ url: endpoint, credentials }: RunningParley): Promise<void> {
  const client = { endpoint, region: 'us-east-1', credentials }
  const models = new LexModelBuildingServiceClient(client)
  const uri = await createFunction(client)
  for (const name of ['Plain', 'Hooked']) {
    const hook = name === 'Hooked' && { dialogCodeHook: { uri, messageVersion: '1.0' } }
    const intentName = `${name}Order`
    await models.send(
      new PutIntentCommand({
        name: intentName,
        sampleUtterances: ['ring the bell'],
        fulfillmentActivity: { type: 'ReturnIntent' },
        ...hook,
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

const CODE = `exports.handler = async event => ({
  dialogAction: { type: 'Delegate', slots: event.currentIntent.slots } })`

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

type Client = Pick<RunningParley, 'credentials'> & {
  readonly endpoint: string
  readonly region: string
}

/** @returns its ARN, as intents name it */
async function createFunction(client: Client): Promise<string> {
  const lambda = new LambdaClient(client)
  const FunctionName = 'Delegate'
  const { Role } = await new IAMClient(client).send(
    new CreateRoleCommand({
      RoleName: 'Runner',
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
    }),
  )
  const ZipFile = await writeZip([{ name: 'index.js', bytes: Buffer.from(CODE) }])
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  )
  await until(async () => {
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    return found.LastUpdateStatus === 'Successful'
  })
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
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
