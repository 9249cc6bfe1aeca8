import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'

/** Stands between a process and its database, and fails as networks do. */
export interface FaultyLink {
  /** The same database by way of the proxy. */
  readonly url: string
  /**
   * From now on nothing is forwarded, and nobody is told: all connections, or those that listen to
   * notifications and new ones like them.
   */
  stall(which: 'all' | 'listeners' | 'answers'): void
  /** Forwards again what arrives from now on; what stalled is cut. */
  resume(): void
  /** Cuts every connection. */
  cut(): void
  close(): Promise<void>
}

/** @param port of the proxy; any free one when absent */
export async function openFaultyLink(databaseUrl: string, port = 0): Promise<FaultyLink> {
  const target = new URL(databaseUrl)
  const connections = new Set<Connection>()
  let stalled: 'nothing' | 'all' | 'listeners' | 'answers' = 'nothing'
  const server = createServer(client => {
    const upstream = dial(Number(target.port), target.hostname)
    const connection: Connection = { client, upstream, listens: false }
    connections.add(connection)
    const end = () => {
      connections.delete(connection)
      client.destroy()
      upstream.destroy()
    }
    const holds = () => stalled === 'all' || (stalled === 'listeners' && connection.listens)
    client.on('data', bytes => {
      if (bytes.includes('LISTEN parley')) connection.listens = true
      if (!holds()) upstream.write(bytes)
    })
    upstream.on('data', bytes => {
      if (!holds() && stalled !== 'answers') client.write(bytes)
    })
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    for (const { client } of connections) client.destroy()
  }
  return {
    url: url.href,
    stall(which) {
      stalled = which
    },
    resume() {
      stalled = 'nothing'
      cut()
    },
    cut,
    close() {
      cut()
      return new Promise(done => server.close(() => done()))
    },
  }
}

interface Connection {
  readonly client: Socket
  readonly upstream: Socket
  listens: boolean
}
