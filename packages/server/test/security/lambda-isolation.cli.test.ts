import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFunction, createRole, packed, run } from '../conformance/lambda-functions.ts'
import { type House, openHouse } from '../house.ts'

/** Functions under bubblewrap: what a hostile one cannot do (issue: the isolation test). */
const here = existsSync('/usr/bin/bwrap')

let house: House
let role: string
let data: string
beforeAll(async () => {
  if (!here) return
  data = mkdtempSync(join(tmpdir(), 'parley-isolation-'))
  process.env['SERVER_SECRET'] = 'of the server'
  house = await openHouse({ args: ['--data', data, '--port', '0'] })
  role = await createRole(house, 'runner')
})
afterAll(async () => {
  if (!here) return
  await house.close()
  rmSync(data, { recursive: true, force: true })
})

/** What a function of this body answers. */
async function tried(
  body: string,
  more: Parameters<typeof createFunction>[3] = {},
): Promise<unknown> {
  const FunctionName = `t${Math.floor(performance.now() * 1000)}`
  const code = `const fs = require('node:fs'), net = require('node:net')
    const attempt = f => { try { return f() } catch (e) { return e.code ?? e.message } }
    exports.handler = async event => { ${body} }`
  await createFunction(house, role, code, { FunctionName, ...more })
  return (await run(house, { data }, { FunctionName })).value
}

describe.runIf(here)('a function under bubblewrap', () => {
  it('sees nothing of the data directory', async () => {
    expect(existsSync(join(data, 'root-key'))).toBe(true)
    const answer = await tried(`return ['root-key', 'root-credentials', 'parley.db', '.'].map(
      name => attempt(() => fs.readdirSync(event.data + '/' + name).length))`)
    expect(answer).toEqual(['ENOENT', 'ENOENT', 'ENOENT', 'ENOENT'])
  })

  it('sees no file of the machine but programs and libraries', async () => {
    const answer = await tried(`return {
      root: fs.readdirSync('/').sort(), etc: fs.readdirSync('/etc').sort(), home: attempt(() => fs.readdirSync('/root')),
      passwd: attempt(() => fs.readFileSync('/etc/passwd', 'utf8')), tmp: fs.readdirSync('/tmp') }`)
    expect(answer).toMatchObject({ home: 'ENOENT', passwd: 'ENOENT', tmp: [] })
    const { root, etc } = answer as { root: string[]; etc: string[] }
    const system = [
      'bin',
      'dev',
      'etc',
      'lib',
      'lib32',
      'lib64',
      'proc',
      'run',
      'sbin',
      'tmp',
      'usr',
      'var',
    ]
    expect(root.filter(name => !system.includes(name))).toEqual([])
    expect(etc.filter(name => !/^(alternatives|ld\.so.*|localtime|ssl)$/.test(name))).toEqual([])
  })

  it('sees neither code nor processes of other functions', async () => {
    await createFunction(house, role, 'exports.handler = async () => "other"', {
      FunctionName: 'Other',
    })
    await run(house, {}, { FunctionName: 'Other' })
    const answer = await tried(`return {
      task: fs.readdirSync('/var/task'), var: fs.readdirSync('/var').sort(), run: fs.readdirSync('/run/parley').sort(),
      commands: fs.readdirSync('/proc').filter(n => /^\\d+$/.test(n))
        .map(n => fs.readFileSync('/proc/' + n + '/cmdline', 'utf8').split('\\0')[0]) }`)
    expect(answer).toMatchObject({
      task: ['index.js'],
      var: ['lang', 'runtime', 'task'],
      run: ['api.sock', 'runtime.sock'],
    })
    const { commands } = answer as { commands: string[] }
    expect(commands.length).toBeLessThanOrEqual(3)
    expect(commands.filter(name => !/bwrap|node/.test(name))).toEqual([])
  })

  it('cannot change its own code, its runtime or the system', async () => {
    const answer =
      await tried(`return ['/var/task/index.js', '/var/task/new', '/var/runtime/node.mjs', '/usr/lib/new', '/etc/new', '/dev/shm/new']
      .map(file => attempt(() => fs.writeFileSync(file, 'x')))`)
    expect(answer).toEqual(['EROFS', 'EROFS', 'EROFS', 'EROFS', 'EROFS', 'EROFS'])
  })

  it('sees no variable of the server, not even through its processes', async () => {
    const answer = await tried(`return {
      own: process.env.SERVER_SECRET ?? null, home: process.env.HOME ?? null,
      all: fs.readdirSync('/proc').filter(n => /^\\d+$/.test(n))
        .some(n => String(attempt(() => fs.readFileSync('/proc/' + n + '/environ', 'utf8'))).includes('of the server')) }`)
    expect(answer).toEqual({ own: null, home: null, all: false })
  })

  it('tells nothing to the programs outside of its sandbox by its variables', async () => {
    const answer = await tried(
      `return [process.env.LD_DEBUG_OUTPUT, process.env.NODE_OPTIONS,
        fs.readFileSync('/proc/' + process.ppid + '/environ', 'utf8')]`,
      {
        Environment: {
          Variables: {
            // The dynamic linker would write a file beside the data, with the rights of the server.
            LD_DEBUG: 'libs',
            LD_DEBUG_OUTPUT: join(data, 'linker'),
            NODE_OPTIONS: '--no-warnings',
          },
        },
      },
    )
    expect(readdirSync(data).filter(name => name.startsWith('linker'))).toEqual([])
    // Bubblewrap itself sets this one.
    expect(answer).toEqual([join(data, 'linker'), '--no-warnings', 'PWD=/var/task\0'])
  })

  it('is held to its memory already while it loads', async () => {
    const FunctionName = 'Loader'
    const code = `const held = []; const until = Date.now() + 3000
      while (Date.now() < until) held.push(Buffer.alloc(16 * 1024 * 1024, 1)) && Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
      exports.handler = async () => held.length`
    await createFunction(house, role, code, { FunctionName, MemorySize: 256 })
    const { value } = await run(house, {}, { FunctionName })
    expect(value).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') })
  })

  it('is held to its memory also where it makes another process of its sandbox take it', async () => {
    const answer = await tried(
      `// Node.js opens itself to a debugger when it gets this signal.
      attempt(() => process.kill(process.ppid, 'SIGUSR1'))
      for (let i = 0; i < 20; i++) {
        await new Promise(resolve => setTimeout(resolve, 100))
        const list = await fetch('http://127.0.0.1:9229/json/list').then(r => r.json(), () => undefined)
        if (!list) continue
        const socket = new WebSocket(list[0].webSocketDebuggerUrl)
        const heard = new Promise(resolve => { socket.onmessage = resolve })
        await new Promise(resolve => { socket.onopen = resolve })
        const expression = 'globalThis.held = Buffer.alloc(700 * 1024 * 1024, 1)'
        socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: false } }))
        await heard
        await new Promise(resolve => setTimeout(resolve, 1000))
        return 'it holds what it wants'
      }
      return 'no debugger'`,
      { MemorySize: 256, Timeout: 10 },
    )
    expect(answer).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') })
  })

  it('reaches no address: not the host, not its loopback, not the world', async () => {
    const { port } = new URL(house.url)
    const answer = await tried(`const connect = (host, port) => new Promise(r => {
        const s = net.connect({ host, port, timeout: 2000 })
        s.on('connect', () => r('connected')).on('error', e => r(e.code)).on('timeout', () => r('timeout')) })
      return [await connect('127.0.0.1', ${port}), await connect('169.254.169.254', 80), await connect('192.0.2.1', 443),
        attempt(() => Object.keys(require('node:os').networkInterfaces()))]`)
    expect(answer).toEqual([
      expect.not.stringMatching('connected'),
      'ENETUNREACH',
      'ENETUNREACH',
      ['lo'],
    ])
  })

  it('reaches this server by the way that it is given, as its role', async () => {
    const answer =
      await tried(`const response = await fetch(process.env.AWS_ENDPOINT_URL + '/_parley/health')
      return [process.env.AWS_ENDPOINT_URL, (await response.json()).status]`)
    expect(answer).toEqual(['http://127.0.0.1:4600', 'ok'])
  })

  it('has no capability and cannot become somebody else', async () => {
    const answer = await tried(`const status = fs.readFileSync('/proc/self/status', 'utf8')
      return [/CapEff:\\s*(\\w+)/.exec(status)[1], /NoNewPrivs:\\s*(\\w+)/.exec(status)[1], process.getuid(), attempt(() => process.setuid(0))]`)
    expect(answer).toEqual(['0000000000000000', '1', 993, 'EINVAL'])
  })

  it('does not outlive its time limit, nor does what it starts', async () => {
    const mark = join(data, 'alive')
    const answer = await tried(
      `const { spawn } = require('node:child_process')
       spawn('/bin/sh', ['-c', 'sleep 1000 #${mark}'], { detached: true, stdio: 'ignore' }).unref()
       process.on('SIGTERM', () => {}); for (;;);`,
      { Timeout: 1 },
    )
    expect(answer).toMatchObject({ errorType: 'Sandbox.Timedout' })
    expect(processesWith(mark)).toEqual([])
  })

  it('stands still between two invocations', async () => {
    const FunctionName = 'Ticker'
    const code = `let ticks = 0; setInterval(() => ticks++, 5)
      exports.handler = async () => ticks`
    await createFunction(house, role, code, { FunctionName })
    const first = (await run(house, {}, { FunctionName })).value as number
    await new Promise(resolve => setTimeout(resolve, 1000))
    const second = (await run(house, {}, { FunctionName })).value as number
    // A second would have held two hundred of them.
    expect(second - first).toBeLessThan(50)
  })

  it('is ended when what it started does not stand still', async () => {
    const FunctionName = 'Restless'
    const mark = `restless-${Math.floor(performance.now() * 1000)}`
    const code = `const { spawn } = require('node:child_process')
      const loop = 'while :; do kill -CONT -1; done #${mark}'
      for (let i = 0; i < 4; i++) spawn('/bin/sh', ['-c', loop], { detached: true, stdio: 'ignore' })
      exports.handler = async () => new Promise(resolve => setTimeout(resolve, 300, 'done'))`
    await createFunction(house, role, code, { FunctionName, Timeout: 5 })
    expect((await run(house, {}, { FunctionName })).value).toBe('done')
    await new Promise(resolve => setTimeout(resolve, 3500))
    expect(
      processesWith(mark)
        .map(stateOf)
        .filter(state => state !== 'T'),
    ).toEqual([])
    expect((await run(house, {}, { FunctionName })).value).toBe('done')
  })

  it('may only fill the temporary directory that it was given', async () => {
    const answer = await tried(
      `const chunk = Buffer.alloc(64 * 1024 * 1024)
       return attempt(() => { for (let i = 0; i < 20; i++) fs.appendFileSync('/tmp/full', chunk) })`,
      { MemorySize: 1024, Timeout: 60 },
    )
    expect(answer).toBe('ENOSPC')
  })

  it('cannot make a sandbox of its own, in which its memory would count for nothing', async () => {
    const answer = await tried(
      `const { spawnSync } = require('node:child_process')
       const mount = 'mount -t tmpfs none /tmp && echo mounted'
       return spawnSync('/usr/bin/unshare', ['-Urm', '/bin/sh', '-c', mount]).stdout.toString()`,
      { Timeout: 20 },
    )
    expect(answer).toBe('')
  })

  it('is ended when it starts processes without end', async () => {
    const answer = await tried(
      `const { spawn } = require('node:child_process')
       for (let i = 0; ; i++) { spawn('/bin/sleep', ['1000'], { stdio: 'ignore' }); await new Promise(r => setTimeout(r)) }`,
      { Timeout: 60, MemorySize: 10_240 },
    )
    expect(answer).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') })
  })

  it('ends with its server', async () => {
    const own = await openHouse({ args: ['--ephemeral', '--port', '0'] })
    const Role = await createRole(own, 'runner')
    const mark = 'SentinelOfTheServer'
    await createFunction(own, Role, 'exports.handler = async () => 1', {
      Environment: { Variables: { MARK: mark } },
    })
    await run(own)
    await own.close()
    expect(environmentsWith(mark)).toEqual([])
  })
})

describe.runIf(here)('python under bubblewrap', () => {
  it.runIf(existsSync('/usr/bin/python3'))(
    'is held to its memory also in processes whose first thread has ended',
    async () => {
      // What is known of a process is told of its first thread.
      const module = `import ctypes, os, platform, threading, time
def hold():
    time.sleep(0.5)
    held = bytearray(700 * 1024 * 1024)
    time.sleep(60)
def handler(event, context):
    if os.fork() == 0:
        threading.Thread(target=hold).start()
        ctypes.CDLL(None).syscall(60 if platform.machine() == "x86_64" else 93, 0)
    time.sleep(3)
    return "it holds what it wants"
`
      const FunctionName = 'Headless'
      await createFunction(
        house,
        role,
        { 'snake.py': module },
        {
          ...{ FunctionName, Runtime: 'python3.12', Handler: 'snake.handler' },
          ...{ MemorySize: 256, Timeout: 10 },
        },
      )
      expect((await run(house, {}, { FunctionName })).value).toMatchObject({
        errorMessage: expect.stringContaining('signal: killed'),
      })
    },
  )

  it.runIf(existsSync('/usr/bin/python3'))(
    'runs handlers, tells errors, writes its log',
    async () => {
      const lambda = new LambdaClient(house.as())
      const FunctionName = 'Snake'
      const module = `import logging
def handler(event, context):
    print("hello", event["n"])
    logging.getLogger().error("two\\nlines")
    if event["n"] == 2:
        raise ValueError("no twos")
    return {"n": event["n"], "id": context.aws_request_id, "arn": context.invoked_function_arn}
`
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Role: role,
          Runtime: 'python3.12',
          Handler: 'pkg/snake.handler',
          Code: { ZipFile: await packed({ 'pkg/snake.py': module }) },
        }),
      )
      const { FunctionArn } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      )
      const good = await run(house, { n: 1 }, { FunctionName })
      const id = good.answer.$metadata.requestId
      expect(good.value).toEqual({ n: 1, id, arn: FunctionArn })
      expect(good.log).toContain('hello 1\n')
      expect(good.log).toMatch(new RegExp(`\\[ERROR\\]\\t[0-9T:.-]+Z\\t${id}\\ttwo\\rlines\\n`))
      const bad = await run(house, { n: 2 }, { FunctionName })
      expect(bad.answer.FunctionError).toBe('Unhandled')
      expect(bad.value).toEqual({
        errorMessage: 'no twos',
        errorType: 'ValueError',
        requestId: bad.answer.$metadata.requestId,
        stackTrace: [expect.stringContaining('"/var/task/pkg/snake.py", line 6, in handler')],
      })
      const invoke = new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') })
      const missing = await lambda.send(invoke)
      expect(JSON.parse(Buffer.from(missing.Payload ?? []).toString())).toMatchObject({
        errorType: 'KeyError',
        errorMessage: "'n'",
      })
    },
  )
})

/** Processes of this machine whose command line holds a text. */
const processesWith = (text: string) => readProcesses('cmdline', text)

/** Processes whose variables hold it. */
const environmentsWith = (text: string) => readProcesses('environ', text)

/** `T` for a process that is stopped. */
const stateOf = (pid: string) =>
  / \((?:.*)\) (\w) /s.exec(` ${readFileSync(`/proc/${pid}/stat`, 'utf8')}`)?.[1]

function readProcesses(file: string, text: string): string[] {
  return readdirSync('/proc').filter(name => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false
    try {
      return readFileSync(`/proc/${name}/${file}`, 'utf8').includes(text)
    } catch {
      return false
    }
  })
}
