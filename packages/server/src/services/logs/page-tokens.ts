import { InvalidParameterException } from '../../wire/models/logs.ts'

/** Where a listing goes on, as text that only its own operation reads. */
export const pageToken = (listing: string, ...place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([listing, ...place])).toString('base64url')

/** The place that a token names. @throws InvalidParameterException when it is of no such listing */
export function placeOf(
  token: string | undefined,
  listing: string,
  parts: number,
): readonly string[] | undefined {
  if (token === undefined) return undefined
  const place = parse(token)
  const [name, ...rest] = Array.isArray(place) ? (place as unknown[]) : []
  if (name !== listing || rest.length !== parts || !rest.every(isPlain)) throw invalidToken()
  return rest.map(String)
}

export const invalidToken = () => InvalidParameterException('The specified nextToken is invalid.')

const isPlain = (part: unknown) => typeof part === 'string' || typeof part === 'number'

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
