import { resolve } from 'node:path'
import type { Blobs } from './blobs/blobs.ts'
import type { Config } from './config.ts'
import type { Functions } from './functions/functions.ts'
import { findIsolation, warningOf } from './functions/isolation.ts'
import type { Clock } from './kernel/clock.ts'
import { createFetch } from './kernel/fetch.ts'
import type { Logger } from './kernel/log.ts'
import type { Random } from './kernel/random.ts'
import type { Seal } from './kernel/seal.ts'
import type { Metrics } from './outbox/metrics.ts'
import type { Execution } from './services/lambda/execution.ts'
import type { Calls } from './wire/calls.ts'

export interface LambdaParts {
  readonly config: Pick<
    Config,
    | 'lambdaIsolation'
    | 'lambdaEndpoints'
    | 'data'
    | 'ephemeral'
    | 'rootKeyFile'
    | 'tlsKey'
    | 'collectorCredentials'
  >
  readonly blobs: Blobs
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly metrics: Metrics
  /** Calls on nobody's request. */
  readonly calls: () => Calls
  /** Resolves when this server listens. */
  readonly url: Promise<string>
}

/** What runs functions: shared by the service and its jobs, loaded with the first of them. */
export interface Lambda {
  execution(): Promise<Execution>
  /** Ends every function and writes what is left of their logs. */
  close(): Promise<void>
}

/** Says at once how functions are kept apart from this server, or that none is run. */
export function createLambda(parts: LambdaParts): Lambda {
  const { config, log } = parts
  const isolation = findIsolation(config.lambdaIsolation)
  void isolation.then(found => {
    const warning = warningOf(found)
    if (warning !== undefined) log.warn(warning)
  })
  let functions: Promise<Functions> | undefined
  let execution: Promise<Execution> | undefined
  const loadFunctions = async () => {
    const { createFunctions } = await import('./functions/functions.ts')
    const { clock, random, url: api } = parts
    const { rootKeyFile, tlsKey, collectorCredentials } = config
    const data = config.ephemeral ? undefined : config.data
    const hidden = [data, rootKeyFile, tlsKey, collectorCredentials]
      .filter(path => path !== undefined)
      .map(path => resolve(path))
    return createFunctions({ isolation, api, hidden, clock, random })
  }
  const loadExecution = async () => {
    const { createExecution } = await import('./services/lambda/execution.ts')
    const fetch = createFetch(config.lambdaEndpoints ?? NOWHERE)
    return createExecution({ ...parts, fetch, functions: () => (functions ??= loadFunctions()) })
  }
  return {
    execution: () => (execution ??= loadExecution()),
    async close() {
      await (await functions)?.close()
      await (await execution)?.settled()
    },
  }
}

const NOWHERE = { allows: () => false }
