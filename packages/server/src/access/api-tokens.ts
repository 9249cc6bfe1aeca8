import { createHash, timingSafeEqual } from 'node:crypto'
import type { Random } from '../kernel/random.ts'
import { key } from '../store/key.ts'
import type { Key } from '../store/store.ts'
import type { Identity } from './identity.ts'
import {
  type PutWrite,
  putRecord,
  type Reader,
  recordOf,
  type User,
  uniqueIdKey,
  userKey,
} from './records.ts'

/**
 * A secret that a client shows in place of a signature (spec/surroundings.md §14.2). It speaks for one IAM user,
 * with the rights that the user has now, and for one thing alone: its scope. Only a hash of it is kept.
 */
export interface ApiToken {
  readonly id: string
  readonly name: string
  readonly account: string
  /** The user's name when it was made, to tell people. */
  readonly user: string
  /** The user's unique id: a recreated user of the same name does not own it, a renamed one still does. */
  readonly userId: string
  /** What it is for: a service and a resource of it. */
  readonly scope: string
  /** SHA-256 of the secret half, in hex. */
  readonly secretHash: string
  readonly createdAt: number
}

export const apiTokenKey = (id: string): Key => key('access.api-token', id)

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const ID_CHARACTERS = 16
/** 36^43 is more than 2^222. */
const SECRET_CHARACTERS = 43

/** A new token: its text, which is told once, and the write that keeps its record. */
export function newApiToken(
  facts: Omit<ApiToken, 'id' | 'secretHash'>,
  random: Random,
): { readonly id: string; readonly text: string; readonly write: PutWrite } {
  const id = random.text(ID_CHARACTERS, ALPHABET)
  const secret = random.text(SECRET_CHARACTERS, ALPHABET)
  const record: ApiToken = { ...facts, id, secretHash: hashOf(secret).toString('hex') }
  return { id, text: `${id}-${secret}`, write: putRecord(apiTokenKey(id), record) }
}

/** Who holds the token; undefined for anything but a token whose user is still there. */
export async function identityOfToken(text: string, reader: Reader): Promise<Identity | undefined> {
  const [, id = '', secret = ''] = TOKEN.exec(text) ?? []
  const token = recordOf<ApiToken>(await reader.get(apiTokenKey(id)))
  // The same work for an unknown id, so that time does not tell which ids exist.
  const isRight = timingSafeEqual(hashOf(secret), token ? bytesOf(token.secretHash) : NOBODYS_HASH)
  if (!token || !isRight) return undefined
  const { account, userId, scope } = token
  const holder = recordOf<{ name: string }>(await reader.get(uniqueIdKey(account, userId)))
  const owner = holder && recordOf<User>(await reader.get(userKey(account, holder.name)))
  if (owner?.id !== userId) return undefined
  return {
    account,
    accessKeyId: id,
    tokenScope: scope,
    principal: { kind: 'user', arn: owner.arn, account, uniqueId: owner.id },
  }
}

const TOKEN = /^([a-z0-9]{16})-([a-z0-9]{43})$/
const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
const bytesOf = (hex: string) => Buffer.from(hex, 'hex')
const NOBODYS_HASH = hashOf('')
