import { LIMITS } from '../limits.ts'

/** An element of a request's XML: names without their prefix. */
export interface XmlElement {
  readonly name: string
  /** By local name; namespace declarations are left out. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The text directly inside, without that of the children. */
  readonly text: string
}

export class MalformedXml extends Error {}

/**
 * Reads a document in one pass. There are no document types, so no entity stands for more than one
 * character, and depth and number of the elements are bounded.
 * @throws MalformedXml
 */
export function parseXml(text: string): XmlElement {
  const cursor: Cursor = { text, at: text.startsWith('\ufeff') ? 1 : 0, elements: 0 }
  skipProlog(cursor)
  const root = readElement(cursor, 1)
  skipProlog(cursor)
  if (cursor.at !== text.length) throw new MalformedXml('more than one root')
  return root
}

interface Cursor {
  readonly text: string
  at: number
  elements: number
}

/** White space, comments and processing instructions; never a document type. */
function skipProlog(cursor: Cursor): void {
  for (;;) {
    skipSpace(cursor)
    if (cursor.text.startsWith('<?', cursor.at)) skipTo(cursor, '?>')
    else if (cursor.text.startsWith('<!--', cursor.at)) skipTo(cursor, '-->')
    else return
  }
}

function readElement(cursor: Cursor, depth: number): XmlElement {
  if (depth > LIMITS.xmlDepth || ++cursor.elements > LIMITS.xmlElements) {
    throw new MalformedXml('too deep or too many elements')
  }
  expectText(cursor, '<')
  const tag = readName(cursor)
  const attributes = readAttributes(cursor)
  const name = localName(tag)
  if (cursor.text.startsWith('/>', cursor.at)) {
    cursor.at += 2
    return { name, attributes, children: [], text: '' }
  }
  expectText(cursor, '>')
  const { children, text } = readContent(cursor, depth)
  expectText(cursor, '</')
  if (readName(cursor) !== tag) throw new MalformedXml('an element ends with another name')
  skipSpace(cursor)
  expectText(cursor, '>')
  return { name, attributes, children, text }
}

function readContent(cursor: Cursor, depth: number): Pick<XmlElement, 'children' | 'text'> {
  const children: XmlElement[] = []
  let text = ''
  for (;;) {
    const next = cursor.text.indexOf('<', cursor.at)
    if (next < 0) throw new MalformedXml('an element does not end')
    text += unescaped(cursor.text.slice(cursor.at, next))
    cursor.at = next
    if (cursor.text.startsWith('</', next)) return { children, text }
    if (cursor.text.startsWith('<!--', next)) skipTo(cursor, '-->')
    else if (cursor.text.startsWith('<![CDATA[', next)) {
      skipTo(cursor, ']]>')
      text += cursor.text.slice(next + 9, cursor.at - 3)
    } else if (cursor.text.startsWith('<?', next)) skipTo(cursor, '?>')
    else children.push(readElement(cursor, depth + 1))
  }
}

function readAttributes(cursor: Cursor): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (;;) {
    const before = cursor.at
    skipSpace(cursor)
    const char = cursor.text[cursor.at]
    if (char === '>' || char === '/') return attributes
    if (cursor.at === before) throw new MalformedXml('attributes stand apart')
    const name = readName(cursor)
    skipSpace(cursor)
    expectText(cursor, '=')
    skipSpace(cursor)
    const quote = cursor.text[cursor.at++]
    if (quote !== '"' && quote !== "'") throw new MalformedXml('an attribute without quotes')
    const end = cursor.text.indexOf(quote, cursor.at)
    if (end < 0) throw new MalformedXml('an attribute does not end')
    const value = unescaped(cursor.text.slice(cursor.at, end))
    cursor.at = end + 1
    const isNamespace = name === 'xmlns' || name.startsWith('xmlns:')
    if (attributes.size === LIMITS.xmlAttributes) throw new MalformedXml('too many attributes')
    if (!isNamespace) attributes.set(localName(name), value)
  }
}

const NAME = /[A-Za-z_][\w.:-]{0,127}/y

function readName(cursor: Cursor): string {
  NAME.lastIndex = cursor.at
  const name = NAME.exec(cursor.text)?.[0]
  if (name === undefined) throw new MalformedXml('expected a name')
  cursor.at += name.length
  return name
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

function skipSpace(cursor: Cursor): void {
  while (' \t\r\n'.includes(cursor.text[cursor.at] ?? 'x')) cursor.at++
}

function skipTo(cursor: Cursor, mark: string): void {
  const end = cursor.text.indexOf(mark, cursor.at)
  if (end < 0) throw new MalformedXml(`expected ${mark}`)
  cursor.at = end + mark.length
}

function expectText(cursor: Cursor, text: string): void {
  if (!cursor.text.startsWith(text, cursor.at)) throw new MalformedXml(`expected ${text}`)
  cursor.at += text.length
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

function unescaped(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replace(/&([^;&]{0,16})(;?)/g, (_, name: string, end: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? []
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN)
    // Half of a character is none: what is asked of it and what is found of it would be two things.
    const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    const text = isCharacter ? String.fromCodePoint(code) : ENTITIES.get(name)
    if (end === '' || text === undefined) throw new MalformedXml('an unknown entity')
    return text
  })
}
