import { malformedXml } from '../wire/codecs/rest-xml.ts'
import { MalformedXml, parseXml } from '../wire/codecs/xml-reader.ts'
import { readXmlStructure } from '../wire/codecs/xml-values.ts'
import { loadModel, type StructureShape } from '../wire/models/model.ts'
import { s3NotImplemented } from '../wire/s3-not-implemented.ts'
import type { PostedForm } from './form-body.ts'

/**
 * The headers of PutObject that the fields of a form stand for. What the file says of its own type counts for nothing:
 * no policy speaks of it.
 */
export const formHeaders = ({ fields }: Pick<PostedForm, 'fields'>): [string, string][] =>
  [...fields].flatMap(([name, value]) => headerOf(name, value))

function headerOf(name: string, value: string): [string, string][] {
  if (name === 'acl') return [['x-amz-acl', value]]
  if (name === 'tagging') return [['x-amz-tagging', taggingHeader(value)]]
  if (name.startsWith('x-amz-checksum-')) throw s3NotImplemented({ Header: name })
  // A field says what it says: nothing in it is encoded for a header.
  if (name.startsWith('x-amz-meta-')) return [[name, literal(value)]]
  // A space stands for what no header of HTTP holds.
  if (PLAIN.has(name)) return [[name, value.replace(/[^\u0000-\u00ff]/gu, ' ')]]
  return OWN.test(name) ? [[name, value]] : []
}

const literal = (value: string) =>
  value.includes('=?') ? `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=` : value

const PLAIN = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-md5',
  'content-type',
  'expires',
])
const OWN =
  /^x-amz-(?:storage-class|website-redirect-location|server-side-encryption.*|object-lock-.*|grant-.*)$/

/** A form has its tags as the document of PutObjectTagging. @throws ServiceError MalformedXML */
function taggingHeader(text: string): string {
  const model = loadModel('s3')
  try {
    const document = readXmlStructure(
      model,
      model.shapes['Tagging'] as StructureShape,
      parseXml(text),
    )
    const tags = (document['TagSet'] ?? []) as readonly Record<'Key' | 'Value', string>[]
    return new URLSearchParams(
      tags.map(({ Key, Value }): [string, string] => [Key, Value]),
    ).toString()
  } catch (error) {
    throw error instanceof MalformedXml ? malformedXml(error) : error
  }
}
