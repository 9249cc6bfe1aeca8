import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { House, HouseOptions } from '../house.ts'
import { openHouse } from '../house.ts'
import { createRole, settled } from './lambda-functions.ts'

/** A code hook inside of the test: an endpoint that Lambda asks, and that knows how often. */
export interface TestHook {
  readonly house: House
  /** As intents name it. */
  readonly hook: { readonly uri: string; readonly messageVersion: string }
  /** What it was asked, in this order. */
  readonly events: readonly HookEvent[]
  /** How many times it was asked at the same time, at most. */
  atOnce(): number
  close(): Promise<void>
}

export interface HookEvent {
  readonly invocationSource: string
  readonly userId: string
  readonly inputTranscript: string
  readonly sessionAttributes: Readonly<Record<string, string>>
  readonly currentIntent: { readonly name: string; readonly slots: Readonly<Record<string, null>> }
}

/**
 * A house with the function `Hook`, which any intent may call, and which answers so: with JSON, or with the very
 * bytes of a buffer, or by hanging up.
 */
export async function openHooked(
  answer: (event: HookEvent, house: House) => Promise<unknown>,
  options: Partial<HouseOptions> = {},
): Promise<TestHook> {
  const events: HookEvent[] = []
  let now = 0
  let most = 0
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as HookEvent
    events.push(event)
    most = Math.max(most, ++now)
    const answered = await answer(event, house)
    now--
    if (answered === 'hang up') request.socket.destroy()
    response.setHeader('content-type', 'application/json')
    response.end(answered instanceof Buffer ? answered : JSON.stringify(answered))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const args = ['--ephemeral', '--port', '0', '--lambda-endpoints', address]
  const house = await openHouse({ args, ...options })
  await createHook(house, `http://${address}`)
  const uri = `arn:aws:lambda:${house.region}:${house.account}:function:Hook`
  return {
    house,
    hook: { uri, messageVersion: '1.0' },
    events,
    atOnce: () => most,
    async close() {
      server.closeAllConnections()
      server.close()
      await house.close()
    },
  }
}

async function createHook(house: House, ImageUri: string): Promise<void> {
  const lambda = new LambdaClient(house.as())
  const Role = await createRole(house, 'runner')
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'Hook',
      Role,
      PackageType: 'Image',
      Code: { ImageUri },
      Timeout: 60,
    }),
  )
  await settled(house, 'Hook')
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'Hook',
      StatementId: 'lex',
      Action: 'lambda:InvokeFunction',
      Principal: 'lex.amazonaws.com',
      SourceArn: `arn:aws:lex:${house.region}:${house.account}:intent:*`,
      SourceAccount: house.account,
    }),
  )
}

export const delegate = (slots: Readonly<Record<string, string | null>> = {}) => ({
  dialogAction: { type: 'Delegate', slots },
})

export const close = (content: string) => ({
  dialogAction: {
    type: 'Close',
    fulfillmentState: 'Fulfilled',
    message: { contentType: 'PlainText', content },
  },
})
