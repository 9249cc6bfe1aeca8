import { InvalidPageToken } from '../search.ts'

/** A line's place in the order of its account: by time, then by arrival. */
export interface LineKey {
  readonly time: number
  readonly sequence: number
}

export const formatToken = ({ time, sequence }: LineKey) =>
  `${time.toString(36)}-${sequence < 0 ? '' : sequence.toString(36)}`

/** @throws InvalidPageToken */
export function parseToken(token: string): LineKey {
  const found = /^([0-9a-z]{1,11})-([0-9a-z]{0,11})$/.exec(token)
  const time = Number.parseInt(found?.[1] ?? '', 36)
  const sequence = found?.[2] === '' ? -1 : Number.parseInt(found?.[2] ?? '', 36)
  if (!Number.isSafeInteger(time) || !Number.isSafeInteger(sequence)) {
    throw new InvalidPageToken('not a token of this search')
  }
  return { time, sequence }
}
