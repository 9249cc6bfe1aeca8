import { LIMITS } from './limits.ts'

/**
 * One copy of each beginning of ARNs that patterns and requests share, so that comparing two of them is
 * comparing two pointers. Forgetting them costs speed, nothing else.
 */
export function sharedHead(head: string): string {
  const known = heads.get(head)
  if (known !== undefined) return known
  if (heads.size >= LIMITS.sharedHeads) heads.clear()
  heads.set(head, head)
  return head
}

const heads = new Map<string, string>()
