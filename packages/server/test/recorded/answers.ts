/** Outputs of SDK v3 clients in the shape in which the recordings were written down. */

/** @param documents members whose text is a percent-encoded JSON document */
export function answerOf(output: object, documents: readonly string[]): unknown {
  const { $metadata, ...members } = output as Answered
  return {
    ...(plain(members, documents) as object),
    ResponseMetadata: metadata($metadata),
  }
}

interface Answered {
  readonly $metadata?: { readonly httpStatusCode?: number }
}

interface Refused extends Answered {
  readonly name: string
  readonly message: string
  readonly Code?: string
  readonly Type?: string
  readonly Error?: { readonly Code?: string; readonly Message?: string; readonly Type?: string }
}

/** @throws what is no answer of the server */
export function refusalOf(error: unknown): unknown {
  const { name, message, Code, Type, Error: inner, $metadata } = error as Refused
  if ($metadata?.httpStatusCode === undefined) throw error
  const type = Type ?? inner?.Type
  return {
    Error: {
      Code: Code ?? inner?.Code ?? name,
      Message: inner?.Message ?? message,
      ...(type !== undefined && { Type: type }),
    },
    ResponseMetadata: metadata($metadata),
  }
}

const metadata = (found: Answered['$metadata']) => ({
  HTTPHeaders: {},
  HTTPStatusCode: found?.httpStatusCode,
})

function plain(value: unknown, documents: readonly string[], name = ''): unknown {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (Array.isArray(value)) return value.map(item => plain(item, documents))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, plain(item, documents, key)]),
    )
  }
  if (typeof value === 'string' && documents.includes(name)) {
    return JSON.parse(decodeURIComponent(value))
  }
  return value
}
