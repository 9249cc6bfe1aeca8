import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import type { SigningCredentials } from '../src/wire/sigv4/sign.ts'
import { type FaultyLink, openFaultyLink } from './faulty-link.ts'
import type { Cluster } from './postgres.ts'
import { sharedHome } from './postgres-flags.ts'
import { type ServerProcess, startProcess } from './server-process.ts'

/** Four server processes on one database; the last one reaches it by way of a proxy that may fail. */
export interface FourServers {
  readonly servers: readonly ServerProcess[]
  readonly proxy: FaultyLink
  readonly url: string
  readonly data: string
  readonly flags: readonly string[]
  close(): Promise<void>
}

export async function startFourServers(cluster: Cluster): Promise<FourServers> {
  const { url, data, flags, remove } = await sharedHome(cluster)
  const proxy = await openFaultyLink(url)
  const throughProxy = flags.map(flag => (flag === url ? proxy.url : flag))
  // The first one prepares the database.
  const first = await startProcess(data, flags)
  const others = await Promise.all([flags, flags, throughProxy].map(own => startProcess(data, own)))
  const servers = [first, ...others]
  return {
    servers,
    proxy,
    url,
    data,
    flags,
    async close() {
      await Promise.all(servers.map(server => server.kill()))
      await proxy.close()
      await remove()
    },
  }
}

export const iamOf = ({ url, credentials }: Pick<ServerProcess, 'url' | 'credentials'>) =>
  new IAMClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })

const NAME = 'may-see-herself'
const ALLOW = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' }],
})

/** A user whose only permission comes and goes. */
export async function createWatched(server: ServerProcess, name: string) {
  const admin = iamOf(server)
  await admin.send(new CreateUserCommand({ UserName: name }))
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: name }))
  const credentials: SigningCredentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  const policy = { UserName: name, PolicyName: NAME }
  return {
    grant: () => admin.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: ALLOW })),
    revoke: () => admin.send(new DeleteUserPolicyCommand(policy)),
    /** Asks one server, and tells whether it was allowed; other failures by their name. */
    askerOf({ url }: ServerProcess): () => Promise<'allowed' | 'denied' | string> {
      const iam = iamOf({ url, credentials })
      return () =>
        iam.send(new GetUserCommand({})).then(
          () => 'allowed',
          (error: Error) => (error.name === 'AccessDenied' ? 'denied' : error.name),
        )
    },
  }
}

/** Asks until the answer is the expected one; gives the other answers that came before. */
export async function untilAnswer(
  ask: () => Promise<string>,
  expected: string,
): Promise<{ readonly answer: string; readonly askedAt: number }[]> {
  const others: { answer: string; askedAt: number }[] = []
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    const askedAt = performance.now()
    const answer = await ask()
    if (answer === expected) return others
    others.push({ answer, askedAt })
  }
  throw new Error(`never ${expected}: ${others.at(-1)?.answer}`)
}
