import { connect, createServer, isIPv4, type Server, type Socket } from 'node:net'
import { LIMITS } from './limits.ts'

/** A unix socket that leads to this server's own API: what a sandbox without a network is given. */
export interface ApiSocket {
  readonly path: string
  close(): void
}

export async function openApiSocket(path: string, api: URL): Promise<ApiSocket> {
  const open = new Set<Socket>()
  const host = api.hostname.replace(/^\[|\]$/g, '')
  const server = createServer({ allowHalfOpen: true }, incoming => {
    const outgoing = connect({
      host,
      port: Number(api.port),
      ...(isIPv4(host) && process.platform === 'linux' && { localAddress: SANDBOXES }),
      allowHalfOpen: true,
    })
    const end = () => {
      incoming.destroy()
      outgoing.destroy()
    }
    for (const socket of [incoming, outgoing]) {
      open.add(socket)
      socket.on('error', end).on('close', () => open.delete(socket))
    }
    incoming.pipe(outgoing)
    outgoing.pipe(incoming)
  })
  server.maxConnections = LIMITS.apiConnections
  await listening(server, path)
  return {
    path,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/**
 * A server that listens on all addresses is reached on the loopback; by IPv4, which has more than one address there,
 * and which such a server hears as well when it listens on all of IPv6.
 */
export function reachable(url: URL): URL {
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1'
  return url
}

/**
 * From where sandboxes come. A proxy on this machine comes from 127.0.0.1, and is believed whom it speaks for when the
 * operator says so: what foreign code puts into X-Forwarded-For must not be.
 */
const SANDBOXES = '127.0.0.2'

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.unref()
      resolve()
    })
  })
}
