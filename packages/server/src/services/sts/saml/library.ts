import type { KeyObject } from 'node:crypto'
import { createRequire } from 'node:module'

/**
 * `xml-crypto`, with the very parser that it reads signatures with, in the types that are used here: its own
 * would make this whole program believe that it runs in a browser.
 */
const require = createRequire(import.meta.url)
const requireBeside = createRequire(require.resolve('xml-crypto'))
const library = require('xml-crypto') as {
  readonly SignedXml: SignedXmlConstructor
  readonly ExclusiveCanonicalization: new () => ExclusiveForm
}
const parser = requireBeside('@xmldom/xmldom') as { readonly DOMParser: XmlParserConstructor }

export const { SignedXml, ExclusiveCanonicalization } = library
export const { DOMParser: XmlParser } = parser

export interface XmlNode {
  readonly nodeType: number
  readonly parentNode: XmlNode | null
  readonly firstChild: XmlNode | null
  readonly nextSibling: XmlNode | null
  readonly textContent: string | null
}

export interface XmlElement extends XmlNode {
  readonly nodeName: string
  readonly localName: string
  readonly namespaceURI: string | null
  readonly attributes: ArrayLike<XmlAttribute>
  hasAttribute(name: string): boolean
  getAttribute(name: string): string | null
}

export interface XmlAttribute {
  readonly name: string
  readonly localName: string | null
  readonly value: string
}

/** Reads and verifies one signature. */
export interface Verifier {
  CanonicalizationAlgorithms: Readonly<Record<string, unknown>>
  HashAlgorithms: Readonly<Record<string, new () => HashAlgorithm>>
  SignatureAlgorithms: Readonly<Record<string, new () => SignatureAlgorithm>>
  loadSignature(signature: XmlElement): void
  /** @throws Error for a wrong signature */
  checkSignature(xml: string): boolean
  /** The canonical form of what was signed. */
  getSignedReferences(): readonly string[]
}

interface ExclusiveForm {
  process(element: XmlElement): string
}

export interface HashAlgorithm {
  getAlgorithmName(): string
  getHash(xml: string): string
}

export interface SignatureAlgorithm {
  getAlgorithmName(): string
  getSignature(): string
  verifySignature(material: string, key: unknown, value: string): boolean
}

type SignedXmlConstructor = new (options: {
  readonly publicCert: KeyObject
  readonly getCertFromKeyInfo: () => null
}) => Verifier

type XmlParserConstructor = new (options: {
  readonly errorHandler: (level: string, message: string) => void
}) => {
  parseFromString(
    text: string,
    type: 'text/xml',
  ): {
    readonly documentElement: XmlElement | null
  }
}
