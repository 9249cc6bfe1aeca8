/**
 * Replays what AWS was recorded to answer (`npm run conformance:recorded -- iam sts`). The recordings are not
 * part of this repository: `RECORDED_ANSWERS` names their folder, beside the repository when it is not set.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { cloudwatchSuite } from './cloudwatch.ts'
import { iamSuite } from './iam.ts'
import { kmsSuite } from './kms.ts'
import { lambdaSuite } from './lambda.ts'
import { logsSuite } from './logs.ts'
import { type Outcome, replay } from './replay.ts'
import { s3Suite } from './s3.ts'
import { stsSuite } from './sts.ts'
import type { RecordedSuite } from './suite.ts'

const SUITES: readonly RecordedSuite[] = [
  cloudwatchSuite,
  iamSuite,
  kmsSuite,
  lambdaSuite,
  logsSuite,
  s3Suite,
  stsSuite,
]

const ROOT = resolve(import.meta.dirname, '../../../..')
const folder = process.env['RECORDED_ANSWERS'] ?? resolve(ROOT, '../shared/data/recorded')
const wanted = process.argv.slice(2)
const suites = SUITES.filter(({ service }) => wanted.length === 0 || wanted.includes(service))
const unknown = wanted.filter(name => !SUITES.some(({ service }) => service === name))

if (unknown.length > 0) {
  console.error(`no requests are written for ${unknown.join(', ')}`)
  process.exitCode = 2
} else if (!existsSync(folder)) {
  console.log(`skipped: no recordings in ${folder} (set RECORDED_ANSWERS to their folder)`)
} else {
  for (const suite of suites) print(suite.service, await replay(suite, folder))
}

function print(service: string, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) for (const text of linesOf(outcome)) console.log(text)
  const count = (kind: Outcome['kind']) => outcomes.filter(one => one.kind === kind).length
  const [equal, different] = [count('equal'), count('different')]
  const percent = equal + different === 0 ? 100 : (100 * equal) / (equal + different)
  console.log(
    `${service}: ${equal} of ${equal + different} recorded tests equal (${percent.toFixed(1)} %), ` +
      `${count('not-applicable')} not applicable, ${count('not-replayed')} without requests\n`,
  )
  if (different > 0) process.exitCode = 1
}

function linesOf(outcome: Outcome): string[] {
  switch (outcome.kind) {
    case 'equal':
      return [
        `equal           ${outcome.id}`,
        ...outcome.without.map(why => `                without ${why}`),
      ]
    case 'different':
      return [
        `DIFFERENT       ${outcome.id}`,
        ...outcome.details.map(text => `                ${text}`),
      ]
    case 'not-applicable':
      return [`not applicable  ${outcome.id}: ${outcome.reason}`]
    case 'not-replayed':
      return [`no requests     ${outcome.id}`]
  }
}
