import type { Seal } from '../kernel/seal.ts'

/**
 * What a denied caller is given to have its denial explained: sealed, so that it tells nothing by itself and
 * names no request that was not denied (spec/iam.md §8.4).
 */
export interface AuthorizationMessage {
  readonly requestId: string
  /** Epoch ms. */
  readonly time: number
}

const PURPOSE = 'sts.authorization-message'

export function sealMessage({ requestId, time }: AuthorizationMessage, seal: Seal): string {
  return seal.seal(Buffer.from(`${time} ${requestId}`), PURPOSE)
}

/** Undefined for what this server did not seal as such a message. */
export function openMessage(text: string, seal: Seal): AuthorizationMessage | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined
  const opened = seal.open(text, PURPOSE)
  if (!opened) return undefined
  const [time = '', requestId = ''] = Buffer.from(opened).toString().split(' ')
  return { requestId, time: Number(time) }
}
