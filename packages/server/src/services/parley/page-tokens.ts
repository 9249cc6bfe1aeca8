import { BadRequestException } from '../../wire/models/own/parley.ts'

/** Where a listing goes on: after this id. */
export const pageToken = (id: string): string => Buffer.from(id).toString('base64url')

/** @throws BadRequestException when the token names no id of ours */
export function afterOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const id = Buffer.from(token, 'base64url').toString('utf8')
  if (/^[0-9A-Za-z_-]{1,128}$/.test(id)) return id
  throw BadRequestException('the nextToken is invalid')
}
