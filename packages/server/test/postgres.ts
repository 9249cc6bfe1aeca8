import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** A throw-away PostgreSQL, on loopback, with a database for each who asks. */
export interface Cluster {
  /** A new, empty database. */
  createDatabase(): Promise<TestDatabase>
  /** The URL by which others may create databases (`TEST_DATABASE_URL`). */
  readonly adminUrl: string
  close(): Promise<void>
}

/** One that this process started. */
export interface OwnCluster extends Cluster {
  /** Ends it as a crash would, without a checkpoint, and starts it again on what its log holds. */
  crash(): Promise<void>
  /** Ends it likewise and starts it as a standby that hears nothing of its primary, until `pg_promote()`. */
  demote(): Promise<void>
}

export interface TestDatabase {
  readonly url: string
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>
}

export interface ClusterOptions {
  /** With a real flush at each commit; without, tests are quicker. */
  readonly durable?: boolean
}

/** The cluster at `TEST_DATABASE_URL`, or one that is started for this process and removed at its end. */
export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const given = process.env['TEST_DATABASE_URL']
  return given === undefined ? startCluster(options) : clusterAt(given, async () => {})
}

/** @throws Error when the Debian package postgresql is not there */
export async function startCluster({ durable = false }: ClusterOptions = {}): Promise<OwnCluster> {
  const home = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  const owner = unprivileged()
  if (owner) chownSync(home, owner.uid, owner.gid)
  const password = 'pass/word@:1'
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password, { mode: 0o644 })
  const data = join(home, 'data')
  const bin = binaries()
  const initdb = ['-D', data, '-U', 'parley', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  execFileSync(join(bin, 'initdb'), [...initdb, '-E', 'UTF8', '--locale=C.UTF-8', '-N'], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...owner,
  })
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 300,
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    shared_buffers: '64MB',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const launch = () =>
    spawn(join(bin, 'postgres'), ['-D', data, ...flags], {
      cwd: home,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...owner,
    })
  let server = launch()
  const kill = () => server.kill('SIGQUIT')
  process.once('exit', kill)
  const end = async () => {
    const ended = new Promise(done => server.once('exit', done))
    kill()
    await ended
  }
  const adminUrl = `postgres://parley:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
  await untilReady(server, adminUrl)
  const cluster = clusterAt(adminUrl, async () => {
    process.off('exit', kill)
    await end()
    rmSync(home, { recursive: true, force: true })
  })
  const crash = async () => {
    await end()
    server = launch()
    await untilReady(server, adminUrl)
  }
  return {
    ...cluster,
    crash,
    async demote() {
      writeFileSync(join(data, 'standby.signal'), '')
      await crash()
    },
  }
}

function clusterAt(adminUrl: string, close: () => Promise<void>): Cluster {
  let count = 0
  return {
    adminUrl,
    close,
    async createDatabase() {
      const name = `test_${process.pid}_${Date.now().toString(36)}_${count++}`
      // One at a time: PostgreSQL copies a template that nobody else may be copying.
      await asAdmin(adminUrl, async admin => {
        await admin.query('SELECT pg_advisory_lock(1)')
        await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`)
      })
      const url = new URL(adminUrl)
      url.pathname = `/${name}`
      return {
        url: url.href,
        drop: () =>
          asAdmin(adminUrl, async admin => {
            await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
          }),
      }
    },
  }
}

async function asAdmin(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let said = ''
  server.stderr?.on('data', chunk => {
    said = `${said}${chunk}`.slice(-4_000)
  })
  for (let attempt = 0; ; attempt++) {
    try {
      return await asAdmin(url, async () => {})
    } catch (error) {
      if (server.exitCode !== null || attempt === 200) {
        throw new Error(`PostgreSQL did not start: ${said}`, { cause: error })
      }
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim())
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** Where Debian keeps the server's programs, the newest version first. */
function binaries(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .sort((a, b) => b - a)
    : []
  const newest = versions.find(version => version >= 15)
  if (newest === undefined) throw new Error('the Debian package postgresql (15 or newer) is needed')
  return join(root, String(newest), 'bin')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
