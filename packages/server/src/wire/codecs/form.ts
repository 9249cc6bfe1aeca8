import { ServiceError } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'

/** Parameters of a query request as the tree that their dots draw: `Tags.member.1.Key`. */
export interface FormNode {
  value: string | undefined
  readonly children: Map<string, FormNode>
}

/**
 * The parameters of the URL and of the form body; of a repeated one the first on the wire counts
 * (spec/iam.md §6.2).
 */
export function parseForm(rawQuery: string, body: Uint8Array): FormNode {
  const root = newNode()
  let count = 0
  for (const source of [rawQuery, textOf(body)]) {
    if (source === '') continue
    for (const [name, value] of new URLSearchParams(source)) {
      if (++count > LIMITS.queryParameters) {
        throw new ServiceError('MalformedInput', 'too many parameters', { status: 400 })
      }
      const node = place(root, name)
      node.value ??= value
    }
  }
  return root
}

function place(root: FormNode, name: string): FormNode {
  let node = root
  for (const part of name.includes('.') ? name.split('.') : [name]) {
    let child = node.children.get(part)
    if (!child) {
      child = newNode()
      node.children.set(part, child)
    }
    node = child
  }
  return node
}

const textOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, length).toString('utf8')

const newNode = (): FormNode => ({ value: undefined, children: new Map() })
