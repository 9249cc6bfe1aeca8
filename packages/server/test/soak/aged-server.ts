import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'

/** A server in a process of its own, whose days pass when it is told so. */
export interface AgedServer {
  readonly url: string
  readonly account: string
  readonly credentials: SigningCredentials
  /** Moves its clock; jobs whose time has come begin. */
  shift(ms: number): Promise<void>
  /** What it holds, garbage not counted. */
  figures(): Promise<Figures>
  /** What it wrote to stderr. */
  complaints(): string
  /** Its end in good order; the exit code. */
  stop(): Promise<number | null>
}

export interface Figures {
  readonly rssMb: number
  readonly heapMb: number
  /** Sockets, timers, threads' ports and the like that keep a process running, and open files. */
  readonly handles: number
  readonly files: number
  /** Documents, counters and log entries of each kind. */
  readonly stored: Readonly<Record<string, number>>
  /** Of the data directory, bytes. */
  readonly disk: number
}

/** What the process is asked over its channel, and answers. */
export type Asked = { readonly shift: number } | 'figures' | 'stop'
export type Told = Pick<AgedServer, 'url' | 'account' | 'credentials'> | Figures | 'shifted'

const CHILD = resolve(import.meta.dirname, 'aged-server-child.ts')

/** @throws when it ends before it is ready */
export async function startAged(data: string): Promise<AgedServer> {
  const stdio = ['ignore', 'inherit', 'pipe', 'ipc'] as const
  const child = fork(CHILD, [data], { execArgv: ['--expose-gc'], stdio: [...stdio] })
  let complaints = ''
  child.stderr?.on('data', chunk => {
    complaints += chunk
  })
  const ended = new Promise<number | null>(done => child.once('exit', done))
  const early = ended.then(code => {
    throw new Error(`the server ended with ${code}: ${complaints}`)
  })
  early.catch(() => undefined)
  const ready = (await Promise.race([told(child), early])) as Pick<
    AgedServer,
    'url' | 'account' | 'credentials'
  >
  const ask = async (asked: Asked) => {
    const answer = told(child)
    child.send(asked)
    return Promise.race([answer, early])
  }
  return {
    ...ready,
    shift: async ms => void (await ask({ shift: ms })),
    figures: async () => (await ask('figures')) as Figures,
    complaints: () => complaints,
    stop() {
      child.send('stop' satisfies Asked)
      return ended
    },
  }
}

const told = async (child: ChildProcess): Promise<Told> => (await once(child, 'message'))[0]
