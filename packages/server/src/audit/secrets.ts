import type { Json } from '../kernel/json.ts'

/**
 * An answer without what is told once, to its caller alone: models do not mark all of it as sensitive (the
 * session token of AssumeRole is a plain string to them).
 */
export function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRETS.has(name) ? '(sensitive)' : withoutSecrets(item),
    ]),
  )
}

const SECRETS: ReadonlySet<string> = new Set([
  ...['SecretAccessKey', 'SessionToken', 'Password', 'ServicePassword', 'PrivateKey'],
  ...['Base32StringSeed', 'QRCodePNG', 'Plaintext', 'PrivateKeyPlaintext'],
  // The link of GetExport: whoever has it needs no permission.
  'url',
])
