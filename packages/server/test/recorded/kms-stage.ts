import * as sdk from '@aws-sdk/client-kms'
import { answerOf, refusalOf } from './answers.ts'
import { sending } from './sending.ts'
import type { Stage } from './stage.ts'

type Name = {
  [K in keyof typeof sdk]: K extends `${infer N}Command` ? N : never
}[keyof typeof sdk]
type Command<N extends Name> = (typeof sdk)[`${N}Command`]
type InputOf<N extends Name> = ConstructorParameters<Command<N>>[0]

/** Asks KMS, and keeps what is to be compared. */
export interface KeyRoom {
  ask<N extends Name>(name: N, input: InputOf<N>): Promise<Answer>
  /** Keeps the answer, or a member of it, under the recording's name. */
  note<N extends Name>(
    note: string,
    name: N,
    input: InputOf<N>,
    more?: NoteOptions,
  ): Promise<Answer>
  keep(note: string, value: unknown): void
  /** A key, by its id. */
  key(input?: InputOf<'CreateKey'>): Promise<string>
}

export interface NoteOptions {
  /** Shown in place of the whole. */
  readonly only?: string
  /** Told here and not yet when it was recorded. */
  readonly without?: readonly string[]
}

// The recordings know the members; types of every output would only be in the way.
export type Answer = Readonly<Record<string, never>>

export function openKeyRoom(stage: Stage, region?: string): KeyRoom {
  const client = new sdk.KMSClient({ ...stage.as(), ...(region && { region }) })
  const send = sending(client, sdk)
  const ask: KeyRoom['ask'] = async (name, input) => (await send(name, input)) as Answer
  return {
    ask,
    keep: stage.noteValue,
    async note(note, name, input, { only, without = [] } = {}) {
      try {
        const output = await ask(name, input)
        const kept = Object.entries(output).filter(([member]) => !without.includes(member))
        const told = answerOf(Object.fromEntries(kept), []) as Record<string, unknown>
        stage.noteValue(note, only === undefined ? told : told[only])
        return output
      } catch (error) {
        stage.noteValue(note, withMessage(refusalOf(error)))
        return {}
      }
    },
    async key(input = {}) {
      const { KeyMetadata } = await ask('CreateKey', input)
      return (KeyMetadata as unknown as { KeyId: string }).KeyId
    },
  }
}

/** Their client tells the message of a declared error once more. */
function withMessage(refusal: unknown): unknown {
  const { Error: error, ...rest } = refusal as { Error: { Code: string; Message: string } }
  // The SDK's word for an empty message.
  const Message = error.Message === 'UnknownError' ? '' : error.Message
  const isDeclared = error.Code !== 'ValidationException' && Message !== ''
  return { Error: { ...error, Message }, ...(isDeclared && { message: Message }), ...rest }
}
