import { type PolicyIssue, parsePolicy } from '@parley/policy'
import { pinPrincipals } from '../../access/pinning.ts'
import type { PinnedDocument } from '../../access/records.ts'
import { MalformedPolicyDocumentException } from '../../wire/models/iam.ts'
import type { IamContext } from './context.ts'
import { quotaExceeded, validationError } from './errors.ts'

/** A valid document of a managed or inline policy. @throws MalformedPolicyDocument */
export function identityDocument(text: string): string {
  const parsed = parsePolicy(text, 'identity')
  if (!parsed.ok) throw malformed(parsed.error)
  return text
}

/**
 * A valid trust policy with its principals pinned to their unique ids (spec/iam.md §1.6).
 * @throws MalformedPolicyDocument also when a principal does not exist
 */
export async function trustDocument(
  text: string,
  { documents, quotas }: Pick<IamContext, 'documents' | 'quotas'>,
): Promise<PinnedDocument> {
  const parsed = parsePolicy(text, 'trust')
  if (!parsed.ok) throw malformed(parsed.error)
  if (documentSize(text) > quotas.ACLSizePerRole) throw quotaExceeded('ACLSizePerRole', quotas)
  const pinned = await pinPrincipals(text, parsed.value, documents)
  if (!pinned.ok) throw MalformedPolicyDocumentException(pinned.error)
  return pinned.value
}

function malformed([issue]: readonly PolicyIssue[]) {
  const message = issue?.message ?? 'Syntax errors in policy.'
  return issue?.code === 'InvalidCharacters'
    ? validationError(message)
    : MalformedPolicyDocumentException(message)
}

/** Characters as quotas count them: white space between the parts of the document is free. */
export function documentSize(text: string): number {
  let size = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') quoted = !quoted
    // An escaped character ends no text.
    if (quoted && char === '\\') {
      size++
      i++
    }
    if (quoted || !/[ \t\r\n]/.test(char ?? '')) size++
  }
  return size
}

/** As answers print documents: percent-encoded by RFC 3986, which spares fewer characters than JavaScript. */
export const encodeDocument = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
