import type { Protocol } from '../models/model.ts'
import { cborCodec } from './cbor.ts'
import type { Codec } from './codec.ts'
import { jsonCodec } from './json.ts'
import { queryCodec } from './query.ts'
import { restJsonCodec } from './rest-json.ts'
import { restXmlCodec } from './rest-xml.ts'

/** Every protocol that is spoken here, by the name that models use. */
export const CODECS: Readonly<Record<Protocol, Codec>> = {
  query: queryCodec,
  'json-1.0': jsonCodec('1.0'),
  'json-1.1': jsonCodec('1.1'),
  'rest-json': restJsonCodec,
  'rest-xml': restXmlCodec,
  'rpc-v2-cbor': cborCodec,
}
