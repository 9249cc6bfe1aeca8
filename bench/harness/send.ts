import { connect } from 'node:net'

/**
 * Sends each raw request once, over some connections side by side. @throws when an answer is no success or when
 * the server hangs up
 */
export async function sendAll(
  url: string,
  requests: readonly string[],
  connections: number,
): Promise<void> {
  const { hostname, port } = new URL(url)
  let next = 0
  const take = () => requests[next++]
  const one = () => sendInTurn({ host: hostname, port: Number(port) }, take)
  await Promise.all(Array.from({ length: connections }, one))
}

function sendInTurn(
  address: { readonly host: string; readonly port: number },
  take: () => string | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(address)
    let received = ''
    const send = () => {
      const request = take()
      if (request === undefined) socket.end(resolve)
      else socket.write(request)
    }
    socket.setEncoding('latin1')
    socket.once('connect', send)
    socket.once('error', reject)
    socket.on('data', chunk => {
      received += chunk
      const end = received.indexOf('\r\n\r\n')
      const length = /^content-length: (\d+)/im.exec(received.slice(0, end))?.[1]
      if (end < 0 || length === undefined || received.length < end + 4 + Number(length)) return
      if (!received.startsWith('HTTP/1.1 2')) reject(new Error(received.slice(0, 1_000)))
      received = ''
      send()
    })
  })
}
