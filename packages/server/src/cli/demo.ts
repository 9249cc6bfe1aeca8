import { startServer } from '../app.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../kernel/log.ts'
import { guarded, UsageError } from './client.ts'

/**
 * `parley demo`: the story of a bot, a role and a conversation log, played through the public SDK clients
 * against a fresh server that forgets everything at the end. Each step says what was allowed, what was
 * refused, and why.
 */
export const demo = (args: readonly string[]) =>
  guarded(async () => {
    if (args.length > 0) throw new UsageError('demo takes no arguments')
    const { playStory } = await loadStory()
    const config = readConfig(['--ephemeral', '--port', '0'], {})
    if (!config.ok) throw new Error(config.error)
    const server = await startServer(config.value, { log: createLogger('error') })
    try {
      const steps = await playStory(server, line => process.stdout.write(`${line}\n`))
      return steps.every(step => step.asExpected) ? 0 : 1
    } finally {
      await server.close()
    }
  })

/** The SDK clients come with a checkout alone: a server does not need them. */
async function loadStory() {
  try {
    return await import('./demo/story.ts')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new UsageError('demo needs the AWS SDK clients; run it in a checkout after `npm ci`')
  }
}
