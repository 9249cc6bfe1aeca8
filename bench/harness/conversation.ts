/** Conversations with the sample bot, as requests that are sent again and again. */
import type { SigningCredentials } from '../../packages/server/src/wire/sigv4/sign.ts'
import { type PlannedRequest, signedRequest } from './requests.ts'

/** More users than connections, so that no two requests at the same time are of one session. */
export const USERS = 4_096

/** As many conversations may be held at the same time. */
export const FLAGS = ['--quotas', `lex-runtime.conversationsOnAlias=${USERS}`]

const SAID = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes']
export const FIRST_SAID = SAID[0]!

export interface Talker {
  readonly url: string
  readonly credentials: SigningCredentials
}

export function turn(user: string, text: string, bot = 'OrderFlowers'): PlannedRequest {
  return {
    service: 'lex',
    method: 'POST',
    target: `/bot/${bot}/alias/prod/user/${user}/text`,
    contentType: 'application/json',
    body: JSON.stringify({ inputText: text }),
  }
}

/** Every user's whole conversation: first what all say first, then what all say next. */
export function conversations({ url, credentials }: Talker): string[] {
  return SAID.flatMap(text =>
    Array.from({ length: USERS }, (_, user) =>
      signedRequest(new URL(url), turn(`u${user}`, text), credentials),
    ),
  )
}
