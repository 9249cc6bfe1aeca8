/** Conversations whose turns go to any of four processes that share a database (spec/lex-runtime.md §2.1). */
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FourServers, startFourServers } from '../four-servers.ts'
import { putHookedBots } from '../hooked-bots.ts'
import { type Cluster, openCluster } from '../postgres.ts'

let cluster: Cluster
let four: FourServers
let clients: LexRuntimeServiceClient[]
beforeAll(async () => {
  cluster = await openCluster()
  four = await startFourServers(cluster)
  clients = four.servers.map(
    ({ url, credentials }) =>
      new LexRuntimeServiceClient({ endpoint: url, region: 'us-east-1', credentials }),
  )
  await putHookedBots(four.servers[0]!, [
    { name: 'Counter', utterance: 'count', dialogHook: COUNT },
  ])
})
afterAll(async () => {
  await four?.close()
  await cluster?.close()
})

const COUNT = `async ({ sessionAttributes }) => {
  const turns = String(Number(sessionAttributes.turns ?? 0) + 1)
  const message = { contentType: 'PlainText', content: turns }
  const dialogAction = { type: 'Close', fulfillmentState: 'Fulfilled', message }
  return { sessionAttributes: { turns }, dialogAction }
}`

const say = (process: number, botName: string, userId: string, inputText: string) =>
  clients[process % 4]!.send(new PostTextCommand({ botName, botAlias: 'prod', userId, inputText }))

describe('a session whose turns go to four processes', () => {
  it('has them one after another, each once, and each on what the one before left', async () => {
    const rounds = [1, 2, 3]
    const answers: number[] = []
    await Promise.all(
      Array.from({ length: 16 }, async (_, client) => {
        for (const round of rounds) {
          answers.push(Number((await say(client + round, 'Counter', 'crowd', 'count')).message))
        }
      }),
    )
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, n) => n + 1))
  })

  it('goes on with the next turn wherever that is said', async () => {
    const said = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes']
    const states = await Promise.all(
      Array.from({ length: 12 }, async (_, user) => {
        const seen: (string | undefined)[] = []
        for (const [turn, text] of said.entries()) {
          const { dialogState, slotToElicit } = await say(
            ...([user + turn, 'OrderFlowers', `u${user}`, text] as const),
          )
          seen.push(slotToElicit ?? dialogState)
        }
        return seen.join(' ')
      }),
    )
    const whole = 'FlowerType PickupDate PickupTime ConfirmIntent ReadyForFulfillment'
    expect(new Set(states)).toEqual(new Set([whole]))
  })
})
