import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type ClientOptions, type House, openHouse } from '../house.ts'
import { attach, createUser } from '../people.ts'
import { answerOf, refusalOf } from './answers.ts'

/** The account of the recordings. */
export const ACCOUNT = '111111111111'
export const REGION = 'us-east-1'
/** Hosts below it name buckets. */
export const DOMAIN = 's3.recorded.test'

/** Where one recorded test is played: a fresh server, and an administrator who is no root, as in the recordings. */
export interface Stage {
  readonly house: House
  readonly answers: ReadonlyMap<string, unknown>
  /** Options for an SDK client of the administrator, or of somebody else. */
  as(credentials?: SigningCredentials): ClientOptions
  /** A name that nothing else here has. */
  name(prefix: string): string
  /** Keeps the answer of a call, or its refusal, under the recording's name; gives the output when there is one. */
  note<T extends object>(name: string, call: Promise<T>): Promise<T>
  /** Keeps a value that is no whole answer. */
  noteValue(name: string, value: unknown): void
  close(): Promise<void>
}

export async function openStage(documents: readonly string[]): Promise<Stage> {
  const place = ['--account', ACCOUNT, '--region', REGION, '--domain', DOMAIN]
  const args = ['--ephemeral', '--port', '0', '--lambda-isolation', 'process', ...place]
  const house = await openHouse({ args })
  const administrator = await createUser(house, 'administrator')
  await attach(house, 'administrator', 'arn:aws:iam::aws:policy/AdministratorAccess')
  const answers = new Map<string, unknown>()
  let names = 0
  return {
    house,
    answers,
    as: (credentials = administrator) => house.as(credentials),
    name: prefix => `${prefix}-${(names++).toString(36).padStart(6, 'n')}`,
    async note(name, call) {
      try {
        const output = await call
        answers.set(name, answerOf(output, documents))
        return output
      } catch (error) {
        answers.set(name, refusalOf(error))
        // What follows a refusal asks nothing of its output.
        return {} as Awaited<typeof call>
      }
    },
    noteValue: (name, value) => answers.set(name, value),
    close: () => house.close(),
  }
}
