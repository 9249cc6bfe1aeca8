import { expect, it } from 'vitest'
import { writeZip } from '../../../kernel/archive.ts'
import { seededRandom } from '../../../kernel/random.ts'
import { LIMITS } from '../limits.ts'
import { planOf } from './plan.ts'
import { readArchive } from './read-archive.ts'

/** Archives of a few kilobytes that would cost a gigabyte, before anybody has asked who sent them. */
async function opened(json: string) {
  const payload = await writeZip([{ name: 'Bot.json', bytes: Buffer.from(json) }])
  expect(payload.length).toBeLessThan(100_000)
  return planOf(await readArchive({ payload, resourceType: 'BOT' }))
}

const bot = (more: string) => `{"resource":{"name":"Flowers","childDirected":false,${more}}}`

it('refuses more values than a bot can have before it reads them', async () => {
  const json = bot(
    `"x":${JSON.stringify(Array.from({ length: LIMITS.importValues }, (_, n) => [n % 97]))}`,
  )
  await expect(opened(json)).rejects.toMatchObject({
    code: 'BadRequestException',
    message: `The file holds more than ${LIMITS.importValues} values.`,
  })
})

it('finds fault with versions and names that nobody could remember or read', async () => {
  const intent = (name: string, version: string) => ({ name, version })
  const noise = Buffer.from(seededRandom('noise').bytes(30_000)).toString('hex')
  const { items, problems } = await opened(
    bot(`"intents":${JSON.stringify([intent('A', noise), intent(noise, '1')])}`),
  )
  expect(items.map(({ name }) => name)).toEqual(['Flowers'])
  expect(problems).toContain('Intent A: its version is too long.')
  for (const problem of problems) expect(problem.length).toBeLessThan(3_000)
})

it('refuses more resources than an account can have before it asks who may put them', async () => {
  const intents = Array.from({ length: LIMITS.importItems }, (_, version) => ({
    name: 'A',
    version: String(version),
  }))
  await expect(opened(bot(`"intents":${JSON.stringify(intents)}`))).rejects.toMatchObject({
    code: 'BadRequestException',
    message: `The file holds more than ${LIMITS.importItems} resources.`,
  })
  const fewer = await opened(bot(`"intents":${JSON.stringify(intents.slice(1))}`))
  expect(fewer.intentNames.length).toBe(LIMITS.importItems - 1)
})
