import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  EncryptCommand,
  KMSClient,
} from '@aws-sdk/client-kms'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import type { House } from '../house.ts'

/** Keys of a house, for tests of the key management service. */
export interface Keys {
  readonly kms: KMSClient
  as(credentials: SigningCredentials): KMSClient
  /** A new key: symmetric unless told otherwise. */
  create(input?: CreateKeyCommandInput): Promise<{ readonly id: string; readonly arn: string }>
  encrypt(
    KeyId: string,
    text: string,
    EncryptionContext?: Readonly<Record<string, string>>,
  ): Promise<Uint8Array>
}

/** `skewMs`: how far the clock of the house is ahead of this process's. */
export function keysOf(house: House, skewMs = () => 0): Keys {
  const as = (credentials?: SigningCredentials) => {
    const client = new KMSClient(house.as(credentials))
    client.middlewareStack.add(
      next => args => {
        client.config.systemClockOffset = skewMs()
        return next(args)
      },
      { step: 'initialize', name: 'clockOfTheHouse' },
    )
    return client
  }
  const kms = as()
  return {
    kms,
    as,
    async create(input = {}) {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand(input))
      return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
    },
    async encrypt(KeyId, text, EncryptionContext) {
      const Plaintext = Buffer.from(text)
      const { CiphertextBlob } = await kms.send(
        new EncryptCommand({ KeyId, Plaintext, ...(EncryptionContext && { EncryptionContext }) }),
      )
      return CiphertextBlob ?? new Uint8Array()
    },
  }
}

/** A key that was never made. */
export const UNKNOWN = '11111111-2222-3333-4444-555555555555'
