import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { descendantsOf } from './process-tree.ts'

const CODE = `const { spawn } = require('node:child_process')
  const { parentPort } = require('node:worker_threads')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  parentPort.postMessage(child.pid)
  parentPort.once('message', () => child.kill('SIGKILL'))`

it.runIf(existsSync('/proc/self/task'))('finds what another thread has started', async () => {
  const worker = new Worker(CODE, { eval: true })
  try {
    const [pid] = await once(worker, 'message')
    expect(descendantsOf(process.pid, 1000).map(one => one.pid)).toContain(pid)
    expect(descendantsOf(process.pid, 1)).toHaveLength(1)
  } finally {
    worker.postMessage('end')
    await once(worker, 'exit').then(() => worker.terminate())
  }
})
