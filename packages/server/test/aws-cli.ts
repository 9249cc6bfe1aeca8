import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { SigningCredentials } from '../src/wire/sigv4/sign.ts'
import type { House } from './house.ts'

/** Debian's AWS CLI as a client that knows nothing of us. */
export interface AwsCli {
  /** The parsed answer; an empty one is `{}`. @throws Error with what the CLI printed */
  (...args: readonly string[]): Promise<Record<string, unknown>>
  /** What it printed when it failed. @throws Error when it did not fail */
  fails(...args: readonly string[]): Promise<string>
}

const BINARY = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws'

export function awsCli(house: House, credentials: SigningCredentials = house.root): AwsCli {
  const cli = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(house, credentials, args)
    if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${stderr}`)
    return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as Record<string, unknown>
  }
  const fails = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(house, credentials, args)
    if (code === 0) throw new Error(`aws ${args.join(' ')} was allowed: ${stdout}`)
    return stderr
  }
  return Object.assign(cli, { fails })
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the CLI for a command that answers with a text of its own. */
export const runAws = (
  house: House,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> => run(house, house.root, args, environment)

function run(
  { url, region }: House,
  { accessKeyId, secretAccessKey, sessionToken }: SigningCredentials,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  }
  const all = ['--endpoint-url', url, '--output', 'json', ...args]
  return new Promise(done => {
    execFile(BINARY, all, { env, encoding: 'utf8' }, (error, stdout, stderr) => {
      done({ code: error ? 1 : 0, stdout, stderr })
    })
  })
}
