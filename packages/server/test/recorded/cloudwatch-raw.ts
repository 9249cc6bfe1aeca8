import { encode } from 'cborg'
import { decodeCbor } from '../../src/wire/codecs/cbor-items.ts'
import { parseXml, type XmlElement } from '../../src/wire/codecs/xml-reader.ts'
import type { ProtocolName } from './cloudwatch-clients.ts'
import type { Stage } from './stage.ts'

const TARGET = 'GraniteServiceVersion20100801'
const SERVICE = 'monitoring'
const XMLNS = 'http://monitoring.amazonaws.com/doc/2010-08-01/'

/** Requests without a client, and their bodies as the recordings wrote them down. */
export async function raw(
  { house }: Stage,
  protocol: ProtocolName,
  operation: string,
  input: object,
  headers: readonly (readonly [string, string])[] = [],
): Promise<unknown> {
  const base = { service: SERVICE, method: 'POST' }
  switch (protocol) {
    case 'json': {
      const answer = await house.send({
        ...{ ...base, target: '/', body: JSON.stringify(input) },
        headers: [
          ['content-type', 'application/x-amz-json-1.0'],
          ['x-amz-target', `${TARGET}.${operation}`],
          ...headers,
        ],
      })
      return JSON.parse((await answer.text()) || '{}')
    }
    case 'smithy-rpc-v2-cbor': {
      const answer = await house.send({
        ...{ ...base, target: `/service/${TARGET}/operation/${operation}`, body: encode(input) },
        headers: [
          ['content-type', 'application/cbor'],
          ['smithy-protocol', 'rpc-v2-cbor'],
          ...headers,
        ],
      })
      const body = new Uint8Array(await answer.arrayBuffer())
      return body.length === 0 ? {} : plain(decodeCbor(body))
    }
    case 'query': {
      const form = new URLSearchParams({ Action: operation, Version: '2010-08-01' })
      flatten(input, '', form)
      const answer = await house.send({
        ...{ ...base, target: '/', body: form.toString() },
        headers: [['content-type', 'application/x-www-form-urlencoded'], ...headers],
      })
      const root = parseXml(await answer.text())
      const { ResponseMetadata: _, ...members } = elements(root) as Record<string, unknown>
      return { [root.name]: { '@xmlns': XMLNS, ...members } }
    }
  }
}

function flatten(value: unknown, path: string, form: URLSearchParams): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) flatten(item, `${path}.member.${index + 1}`, form)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      flatten(item, path === '' ? key : `${path}.${key}`, form)
    }
  } else form.set(path, String(value))
}

/** Instants of CBOR are seconds again. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!(value instanceof Map)) return value
  return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
}

function elements({ children, text }: XmlElement): unknown {
  if (children.length === 0) return text === '' ? null : text
  const names = [...new Set(children.map(child => child.name))]
  return Object.fromEntries(
    names.map(name => {
      const found = children.filter(child => child.name === name).map(elements)
      return [name, found.length === 1 ? found[0] : found]
    }),
  )
}
