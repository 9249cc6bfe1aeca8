/**
 * The first process of a sandbox, which has a network of its own with nothing in it. Makes the sockets that were
 * bound into the sandbox reachable on its loopback, then runs the runtime and ends as it ends. The function's
 * variables are read from the descriptor 4, as JSON: they are for the runtime alone.
 *
 *     init.mjs '{"forwards": [[9001, "/run/parley/runtime.sock"]]}' COMMAND [ARGUMENT…]
 */
import { spawn } from 'node:child_process'
import { closeSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { constants } from 'node:os'

const [settings, command, ...args] = process.argv.slice(2)
const variables = JSON.parse(readFileSync(4, 'utf8'))
closeSync(4)

for (const [port, socket] of JSON.parse(settings).forwards) {
  await new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, incoming => {
      const outgoing = connect({ path: socket, allowHalfOpen: true })
      const end = () => {
        incoming.destroy()
        outgoing.destroy()
      }
      incoming.on('error', end).pipe(outgoing)
      outgoing.on('error', end).pipe(incoming)
    })
    server.on('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

const wrapper = variables.AWS_LAMBDA_EXEC_WRAPPER
const [program, rest] = wrapper ? [wrapper, [command, ...args]] : [command, args]
const child = spawn(program, rest, { env: variables, stdio: ['ignore', 'inherit', 'inherit'] })
child.on('error', error => {
  process.stderr.write(`${error.message}\n`)
  // As a shell tells it: not found, or not executable.
  process.exit(error.code === 'ENOENT' ? 127 : 126)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
