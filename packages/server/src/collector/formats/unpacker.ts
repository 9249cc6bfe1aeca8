import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { LIMITS } from './limits.ts'

/** One decompression, fed piece by piece. */
export interface Unpacker {
  /** Gives what the piece unpacks to, all of it unless there is a problem. */
  write(piece: Uint8Array): Promise<readonly Uint8Array[]>
  /** No more pieces come. */
  end(): Promise<void>
  problem(): Problem | undefined
  destroy(): void
}

export interface Problem {
  readonly reason: string
  /** In the packed bytes, not in how much they unpack to. */
  readonly isDamage: boolean
}

/** Several members or frames, one behind the other, are one object; gzip may be padded with zeros. */
export function createUnpacker(compression: 'gzip' | 'zstd'): Unpacker {
  let stream = openStream(compression)
  let [packed, unpacked] = [0, 0]
  let problem: Problem | undefined

  const write = async (piece: Uint8Array): Promise<readonly Uint8Array[]> => {
    packed += piece.length
    const given: Uint8Array[] = []
    let rest = piece
    while (rest.length > 0 && problem === undefined) {
      const turn = await feed(stream, rest, chunk => {
        unpacked += chunk.length
        problem ??= tooMuch(unpacked, packed)
        if (problem === undefined) given.push(chunk)
        return problem === undefined
      })
      if (turn.error !== undefined) problem ??= damage(`${compression}: ${turn.error}`)
      rest = rest.subarray(turn.consumed)
      if (!turn.ended || rest.length === 0) break
      if (compression === 'gzip') {
        if (rest.some(byte => byte !== 0)) problem ??= damage('gzip: other bytes follow')
        break
      }
      stream = openStream(compression)
    }
    return given
  }
  return {
    write: piece =>
      stream.readableEnded && compression === 'gzip' ? padding(piece) : write(piece),
    end: () =>
      new Promise(resolve => {
        if (problem !== undefined || stream.readableEnded) return resolve()
        stream.once('end', resolve)
        stream.once('error', error => {
          problem ??= damage(`${compression}: ${error.message}`)
          resolve()
        })
        stream.end()
      }),
    problem: () => problem,
    destroy: () => stream.destroy(),
  }

  async function padding(piece: Uint8Array): Promise<readonly Uint8Array[]> {
    if (piece.some(byte => byte !== 0)) problem ??= damage('gzip: other bytes follow')
    return []
  }
}

type Stream = ReturnType<typeof openStream>

function openStream(compression: 'gzip' | 'zstd') {
  const params = { [constants.ZSTD_d_windowLogMax]: LIMITS.zstdWindowLog }
  const stream = compression === 'gzip' ? createGunzip() : createZstdDecompress({ params })
  // Each turn listens for errors itself; one that comes later has nobody to tell.
  stream.on('error', () => undefined)
  return stream
}

interface Turn {
  readonly consumed: number
  /** The stream takes no more: its member or frame is complete and what follows is none. */
  readonly ended: boolean
  readonly error: string | undefined
}

function feed(
  stream: Stream,
  piece: Uint8Array,
  take: (chunk: Uint8Array) => boolean,
): Promise<Turn> {
  const before = stream.bytesWritten
  return new Promise(resolve => {
    const settle = (error?: string) => {
      stream.off('data', onData).off('error', onError).off('end', onEnd)
      const consumed = stream.bytesWritten - before
      resolve({ consumed, ended: stream.readableEnded, error })
    }
    const onData = (chunk: Uint8Array) => {
      if (take(chunk)) return
      stream.destroy()
      settle()
    }
    const onError = (error: Error) => settle(error.message)
    const onEnd = () => settle()
    stream.on('data', onData).on('error', onError).on('end', onEnd)
    stream.write(piece, error => {
      if (!error) settle()
    })
  })
}

const damage = (reason: string): Problem => ({ reason, isDamage: true })

function tooMuch(unpacked: number, packed: number): Problem | undefined {
  if (unpacked > LIMITS.unpackedBytes) {
    return { reason: `unpacks to more than ${LIMITS.unpackedBytes} bytes`, isDamage: false }
  }
  if (unpacked <= LIMITS.ratioFromBytes || unpacked <= packed * LIMITS.ratio) return undefined
  return { reason: `unpacks to more than ${LIMITS.ratio} times its size`, isDamage: false }
}
