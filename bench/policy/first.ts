/** How long the first run of a worst case takes in a process of its own, where nothing has been compiled. */
import { worstCases } from './worst.ts'

const [name = ''] = process.argv.slice(2)
const run = worstCases()[name]?.()
if (!run) throw new Error(`no case ${name}`)
const from = performance.now()
run()
const firstMs = performance.now() - from
process.stdout.write(`${firstMs}\n`)
