import type { RootCredentials } from '../../src/access/accounts.ts'
import type { House } from '../house.ts'

/** Lex across accounts, as a client does it. */

/** A second account on the server: its root's credentials. */
export async function createAccount(house: House, accountId: string): Promise<RootCredentials> {
  const answer = await house.send({
    service: 'parley',
    method: 'POST',
    target: '/_parley/accounts',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId }),
  })
  return (await answer.json()) as RootCredentials
}

interface SdkClient {
  readonly middlewareStack: {
    // Each client has a stack of its own inputs and outputs; the header does not care.
    add(middleware: never, options: { step: 'build'; name: string }): void
  }
}

interface Built {
  readonly request: { readonly headers: Record<string, string> }
}

/** The client with the header that names whose resources it means; as it was without an account. */
export function forAccount<C extends SdkClient>(client: C, account: string | undefined): C {
  if (account === undefined) return client
  const middleware = (next: (built: Built) => unknown) => (built: Built) => {
    built.request.headers['x-lex-resource-account'] = account
    return next(built)
  }
  client.middlewareStack.add(middleware as never, { step: 'build', name: 'resourceAccount' })
  return client
}
