/**
 * Which branches of `src` the fuzz run alone does not reach.
 *
 *   node scripts/run.mjs packages/policy/test/branches.ts --decisions 2000000 --seed 1
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

const HERE = import.meta.dirname
const SRC = resolve(HERE, '../src')
/** Files that deciding never enters. */
const NOT_DECIDING = ['lint', 'public']

interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}

const folder = mkdtempSync(join(tmpdir(), 'policy-branches-'))
try {
  const run = spawnSync(process.execPath, [join(HERE, 'fuzz.ts'), ...process.argv.slice(2)], {
    env: { ...process.env, NODE_V8_COVERAGE: folder },
    stdio: 'inherit',
  })
  if (run.status !== 0) process.exit(run.status ?? 1)
  report(readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8')))
} finally {
  rmSync(folder, { recursive: true })
}

function report(results: readonly string[]): void {
  let branches = 0
  let missed = 0
  for (const { url, functions } of results.flatMap(text => JSON.parse(text).result)) {
    const file = url.startsWith('file://') ? new URL(url).pathname : ''
    if (!file.startsWith(SRC) || NOT_DECIDING.some(name => basename(file).startsWith(name)))
      continue
    const text = readFileSync(file, 'utf8')
    const ranges: Range[] = functions.flatMap((one: { ranges: Range[] }) => one.ranges)
    branches += ranges.length
    for (const { startOffset, endOffset, count } of ranges) {
      const code = text.slice(startOffset, endOffset).trim()
      if (count > 0 || /^[\s}]*$/.test(code)) continue
      missed++
      const line = text.slice(0, startOffset).split('\n').length
      console.log(`${basename(file)}:${line}: ${code.replace(/\s+/g, ' ').slice(0, 100)}`)
    }
  }
  console.log(`${branches - missed} of ${branches} branches reached`)
}
