/**
 * Sends requests at a fixed rate, whether answers come or not, from a process of its own. The time of a request
 * counts from when it was due, so that a server that stalls does not slow down its own measurement.
 */
import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'

export interface OpenLoad {
  readonly url: string
  /** Raw requests, sent in turn and again from the start. */
  readonly requests: readonly string[]
  readonly perSecond: number
  readonly seconds: number
  /** Opened beforehand; what finds none free waits. */
  readonly connections: number
}

export interface OpenMeasured {
  readonly sent: number
  /** Answers by status; 0 is a connection that broke. */
  readonly statuses: Readonly<Record<string, number>>
  readonly succeededPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** The same of answers that were no success. */
  readonly refusedP99Ms: number
}

/** Drives in a process of its own. */
export function driveOpen(load: OpenLoad): Promise<OpenMeasured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [import.meta.filename, 'drive'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.on('data', chunk => {
      printed += chunk
    })
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve(JSON.parse(printed) as OpenMeasured)
      else reject(new Error(`the load generator ended with ${code}`))
    })
    child.stdin.end(JSON.stringify(load))
  })
}

interface Line {
  readonly socket: Socket
  /** When the request in flight was due, ms. */
  due: number
  received: string
}

async function drive(load: OpenLoad): Promise<OpenMeasured> {
  const { hostname, port } = new URL(load.url)
  const statuses: Record<string, number> = {}
  const succeeded: number[] = []
  const refused: number[] = []
  const free: Line[] = []
  const waiting: number[] = []
  let lines = 0
  let next = 0
  let open = 0
  let begun = false

  const note = (status: string, due: number) => {
    statuses[status] = (statuses[status] ?? 0) + 1
    const times = status === '200' ? succeeded : refused
    times.push(performance.now() - due)
  }
  const start = (line: Line, due: number) => {
    line.due = due
    open++
    line.socket.write(load.requests[next++ % load.requests.length] ?? '')
  }
  const release = (line: Line) => {
    const due = waiting.shift()
    if (due === undefined) free.push(line)
    else start(line, due)
  }
  const newLine = () => {
    lines++
    const line: Line = { socket: connect(Number(port), hostname), due: -1, received: '' }
    line.socket.setNoDelay(true)
    line.socket.on('data', chunk => {
      line.received += chunk.toString('latin1')
      const answer = wholeAnswer(line)
      if (answer === undefined) return
      const { status, head } = answer
      // A connection that nobody used for long is told so and closed.
      if (line.due < 0) return
      open--
      note(status, line.due)
      line.due = -1
      if (/^connection: close/im.test(head)) line.socket.destroy()
      else release(line)
    })
    line.socket.on('error', () => {})
    line.socket.on('close', () => {
      lines--
      if (begun) newLine()
      if (line.due >= 0) {
        open--
        note('0', line.due)
      }
      const at = free.indexOf(line)
      if (at >= 0) free.splice(at, 1)
    })
    line.socket.once('connect', () => release(line))
  }
  const arrive = (due: number) => {
    const line = free.pop()
    if (line) start(line, due)
    else waiting.push(due)
  }

  while (lines < load.connections) {
    newLine()
    if (lines % 10 === 0) await pause(5)
  }
  while (free.length < lines) await pause(10)
  const begin = performance.now()
  begun = true
  let sent = 0
  const total = Math.floor(load.perSecond * load.seconds)
  while (sent < total) {
    const due = Math.min(((performance.now() - begin) / 1_000) * load.perSecond, total)
    while (sent < due) arrive(begin + (sent++ / load.perSecond) * 1_000)
    await pause(1)
  }
  begun = false
  for (let n = 0; n < 300 && (open > 0 || waiting.length > 0); n++) {
    await pause(100)
  }
  if (open + waiting.length > 0) statuses['unanswered'] = open + waiting.length
  return {
    ...{ sent, statuses },
    succeededPerSecond: (succeeded.length * 1_000) / (performance.now() - begin),
    p50Ms: quantile(succeeded, 0.5),
    p99Ms: quantile(succeeded, 0.99),
    maxMs: quantile(succeeded, 1),
    refusedP99Ms: refused.length === 0 ? 0 : quantile(refused, 0.99),
  }
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** The answer once all of it is there, which is then forgotten. */
function wholeAnswer(line: Line): { status: string; head: string } | undefined {
  const end = line.received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = line.received.slice(0, end)
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
  if (line.received.length < end + 4 + length) return undefined
  line.received = line.received.slice(end + 4 + length)
  return { status: head.slice(9, 12), head }
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.min(Math.floor(values.length * share), values.length - 1)] ?? Number.NaN
}

if (process.argv[2] === 'drive') {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  process.stdout.write(JSON.stringify(await drive(JSON.parse(text) as OpenLoad)))
  process.exit(0)
}
