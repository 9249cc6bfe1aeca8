import { LIMITS } from '../limits.ts'
import { type XmlElement, type XmlNode, XmlParser } from './library.ts'

/** XML as identity providers write it: parsed strictly or not at all, without document types. */

/** The root element; undefined for what is not well-formed, has a document type, or is nested too deep. */
export function parseXml(text: string): XmlElement | undefined {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return undefined
  let root: XmlElement | null
  try {
    root = strictParser().parseFromString(text, 'text/xml').documentElement
  } catch {
    // The parser reports by throwing, what it says is of no use to whoever sent this.
    return undefined
  }
  const all = root && descendants(root)
  return all?.every(isDeclared) ? all[0] : undefined
}

/**
 * A message of an identity provider, of which somebody unknown says that it is one. Comments, character
 * data sections and processing instructions have no place in it: they make two readers see two texts.
 */
export function parseMessage(text: string): XmlElement | undefined {
  const body = text.replace(/^\uFEFF?<\?xml [^<>]*\?>/, '')
  if (body.includes('<!') || body.includes('<?') || !isOneElement(body)) return undefined
  if (body.split('<', LIMITS.samlTags + 1).length > LIMITS.samlTags) return undefined
  return parseXml(text)
}

/** The parser passes over what stands before and after it. */
const isOneElement = (text: string) =>
  text.trimStart().startsWith('<') && text.trimEnd().endsWith('>')

/** The element and all below it in the order of the document; undefined when they are nested too deep. */
export function descendants(root: XmlElement): readonly XmlElement[] | undefined {
  const found: XmlElement[] = []
  const open: { readonly element: XmlElement; readonly depth: number }[] = [
    { element: root, depth: 1 },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { element, depth } = next
    if (depth > LIMITS.samlDepth) return undefined
    found.push(element)
    for (const child of children(element).toReversed())
      open.push({ element: child, depth: depth + 1 })
  }
  return found
}

export function children(element: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = []
  for (let node = element.firstChild; node; node = node.nextSibling) {
    if (isElement(node)) found.push(node)
  }
  return found
}

/** The parser takes prefixes that stand for nothing. */
const isDeclared = ({ nodeName, namespaceURI }: XmlElement) =>
  !nodeName.includes(':') || Boolean(namespaceURI)

export const childrenNamed = (element: XmlElement, namespace: string, name: string) =>
  children(element).filter(child => isNamed(child, namespace, name))

/** The one child of that name; undefined when there is none or more than one. */
export function onlyChild(
  element: XmlElement,
  namespace: string,
  name: string,
): XmlElement | undefined {
  const [first, ...more] = childrenNamed(element, namespace, name)
  return more.length === 0 ? first : undefined
}

export const isNamed = (element: XmlElement, namespace: string, name: string): boolean =>
  element.localName === name && element.namespaceURI === namespace

/** An attribute without namespace; undefined when it is absent. */
export const attribute = (element: XmlElement, name: string): string | undefined =>
  element.hasAttribute(name) ? (element.getAttribute(name) ?? undefined) : undefined

/** All the text of an element, however many nodes it is in. */
export const textOf = (element: XmlElement): string => (element.textContent ?? '').trim()

const ELEMENT_NODE = 1
const isElement = (node: XmlNode): node is XmlElement => node.nodeType === ELEMENT_NODE

const strictParser = () =>
  new XmlParser({
    errorHandler(_level: string, message: string) {
      throw new Error(message)
    },
  })
