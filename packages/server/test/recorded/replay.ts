import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStage } from './stage.ts'
import type { RecordedSuite, RecordedTest } from './suite.ts'
import { differences } from './unify.ts'

/** How one recorded test came out. */
export type Outcome =
  | { readonly kind: 'equal'; readonly id: string; readonly without: readonly string[] }
  | { readonly kind: 'different'; readonly id: string; readonly details: readonly string[] }
  | { readonly kind: 'not-applicable'; readonly id: string; readonly reason: string }
  | { readonly kind: 'not-replayed'; readonly id: string }

/** Plays every recorded test of a service. @param folder where the recordings are */
export async function replay(suite: RecordedSuite, folder: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [file, tests] of Object.entries(suite.files)) {
    const path = join(folder, file)
    if (!existsSync(path)) continue
    for (const [id, recorded] of Object.entries(readRecordings(path))) {
      const test = Object.hasOwn(tests, id) ? tests[id] : undefined
      outcomes.push(await outcomeOf(id, recorded, test, suite))
    }
  }
  return outcomes
}

type Answers = Readonly<Record<string, unknown>>

/** Test ids without the path of their file. */
function readRecordings(path: string): Readonly<Record<string, Answers>> {
  const parsed = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    { readonly 'recorded-content': Answers }
  >
  return Object.fromEntries(
    Object.entries(parsed).map(([id, test]) => [
      id.slice(id.indexOf('::') + 2),
      test['recorded-content'],
    ]),
  )
}

async function outcomeOf(
  id: string,
  recorded: Answers,
  test: RecordedTest | undefined,
  { documents = [], reason }: RecordedSuite,
): Promise<Outcome> {
  if (!test) {
    const why = reason?.(id)
    return why === undefined
      ? { kind: 'not-replayed', id }
      : { kind: 'not-applicable', id, reason: why }
  }
  if (test.kind === 'not-applicable') return { kind: 'not-applicable', id, reason: test.reason }
  const { without = {}, reading = {} } = test.options
  const stage = await openStage(documents)
  try {
    await test.play(stage)
  } catch (error) {
    return { kind: 'different', id, details: [`the requests broke off: ${String(error)}`] }
  } finally {
    await stage.close()
  }
  const expected = Object.fromEntries(
    Object.entries(read(recorded, reading)).filter(([name]) => !Object.hasOwn(without, name)),
  )
  const details = differences(expected, Object.fromEntries(stage.answers))
  const left = Object.entries(without).map(([name, why]) => `${name}: ${why}`)
  return details.length > 0
    ? { kind: 'different', id, details }
    : { kind: 'equal', id, without: left }
}

function read(recorded: Answers, reading: Readonly<Record<string, string>>): Answers {
  let text = JSON.stringify(recorded)
  for (const [word, here] of Object.entries(reading)) text = text.replaceAll(word, here)
  return JSON.parse(text) as Answers
}
