import type { Node } from './json.ts'

/** What the rules ask of a document's JSON. */

/** A member of an object, by its exact name. */
export function elementOf(node: Node, name: string): Node | undefined {
  return node.kind === 'object'
    ? node.members.find(member => member.name === name)?.value
    : undefined
}

/** The statements, whether one or a list. */
export function statementNodes(root: Node): readonly Node[] {
  return itemsOf(elementOf(root, 'Statement'))
}

/** One value or the items of a list. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  if (node === undefined) return []
  return node.kind === 'array' ? node.items : [node]
}

/** The texts of one scalar or of a list of scalars; undefined for anything else. */
export function textsOf(node: Node | undefined): readonly string[] | undefined {
  if (node === undefined) return undefined
  const texts: string[] = []
  for (const item of itemsOf(node)) {
    if (!('text' in item)) return undefined
    texts.push(item.text)
  }
  return texts
}

export const textOf = (node: Node | undefined): string => textsOf(node)?.[0] ?? ''

/** Whether it is one string or a list of strings. */
export const isTexts = (node: Node): boolean => itemsOf(node).every(item => item.kind === 'string')
