// Adds up vitest's JSON reports into the closing line `N passed, N failed`. Plain JavaScript, for old Nodes.
// First argument: how many of the runs ended badly. An error outside of any test ends a run so, and no report counts it.
import { existsSync, readFileSync } from 'node:fs'

let passed = 0
let failed = 0
let missing = 0
const [endedBadly, ...files] = process.argv.slice(2)
for (const file of files) {
  if (!existsSync(file)) {
    missing += 1
    continue
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  passed += report.numPassedTests
  failed += report.numFailedTests
}
// A report that was never written is a failure, not an absence.
failed = Math.max(failed + missing, Number(endedBadly))
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
