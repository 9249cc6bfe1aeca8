import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { expect, it } from 'vitest'
import { seededRandom } from '../../src/kernel/random.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'
import { roundsOr, SEED, temporaryDirectory } from './crash-round.ts'

/**
 * `kill -9` in the middle of a conversation: after the restart the same session goes on, and every
 * acknowledged turn is in it. A short form here; `npm run crash:conversation` plays fifty rounds.
 */
const ROUNDS = roundsOr(3)
const TURNS = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes'] as const
const TO = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'survivor' }

const data = temporaryDirectory()

it(
  `loses no acknowledged turn in ${ROUNDS} kills (CRASH_SEED=${SEED})`,
  async () => {
    const random = seededRandom(SEED)
    let said = 0
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startProcess(data)
      const lex = clientOf(server)
      if (said > 0) {
        const kept = await turnsKept(lex)
        // The turn in flight when the process died may have been committed or not.
        expect([said, said + 1]).toContain(kept)
        said = kept
      }
      // The clock starts with the first answer: what is killed is a conversation, not a start.
      const killLater = once(() => {
        setTimeout(() => void server.kill(), random.below(200))
      })
      said = await talk(lex, said, killLater)
      await server.ended
    }
    console.log(`${ROUNDS} kills, ${said} turns acknowledged, none lost`)
  },
  60_000 + ROUNDS * 10_000,
)

/** Talks until the server is gone; returns the number of the last acknowledged turn. */
async function talk(
  lex: LexRuntimeServiceClient,
  said: number,
  answered: () => void,
): Promise<number> {
  for (let turn = said; ; turn++) {
    const inputText = TURNS[turn % TURNS.length]
    const sessionAttributes = { turn: String(turn + 1) }
    try {
      const answer = await lex.send(new PostTextCommand({ ...TO, inputText, sessionAttributes }))
      expect(answer.dialogState).toBe(STATES[turn % TURNS.length])
      answered()
    } catch (error) {
      if (!isGone(error)) throw error
      return turn
    }
  }
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}

const STATES = ['ElicitSlot', 'ElicitSlot', 'ElicitSlot', 'ConfirmIntent', 'ReadyForFulfillment']

async function turnsKept(lex: LexRuntimeServiceClient): Promise<number> {
  const session = await lex.send(new GetSessionCommand(TO))
  return Number(session.sessionAttributes?.['turn'])
}

const clientOf = ({ url, credentials }: ServerProcess) =>
  new LexRuntimeServiceClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })

const isGone = (error: unknown) =>
  ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(
    (error as { code?: string; cause?: { code?: string } }).code ?? '',
  )
