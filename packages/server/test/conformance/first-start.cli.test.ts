import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServerProcess, startProcess } from '../server-process.ts'

/** The two commands that a first start prints, pasted as they stand into a new shell elsewhere. */

let data: string
let server: ServerProcess
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'parley first start '))
  server = await startProcess(data)
})
afterAll(async () => {
  await server.stop()
  rmSync(data, { recursive: true, force: true })
})

describe('the commands that a first start prints', () => {
  it('hold a conversation that orders flowers', async () => {
    const [, chat = ''] = server.printed.split('\n')
    const said = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes']
    const { code, stdout } = await paste(chat, `${said.join('\n')}\n`)
    expect(stdout).toContain('[ReadyForFulfillment OrderFlowers: FlowerType=roses')
    expect(code).toBe(0)
  })

  it('call the bot through the AWS CLI', async () => {
    const [, , aws = ''] = server.printed.split('\n')
    const { code, stdout, stderr } = await paste(aws, '')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      dialogState: 'ElicitSlot',
      slotToElicit: 'FlowerType',
    })
  })
})

function paste(command: string, input: string) {
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: tmpdir() },
  })
  let stdout = ''
  let stderr = ''
  shell.stdout.on('data', chunk => (stdout += chunk))
  shell.stderr.on('data', chunk => (stderr += chunk))
  shell.stdin.end(`${command} <<'SAID'\n${input}SAID\n`)
  return new Promise<{ code: number | null; stdout: string; stderr: string }>(done => {
    shell.on('close', code => done({ code, stdout, stderr }))
  })
}
