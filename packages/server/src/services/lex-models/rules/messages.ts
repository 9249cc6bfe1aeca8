import type { Message, Prompt, Statement } from '../../../wire/models/lex-models.ts'
import { LIMITS } from '../limits.ts'

/** What is wrong with the messages of a prompt or statement (spec/lex-models.md §3.6), or undefined. */
export function messagesProblem(
  place: string,
  said: Prompt | Statement | undefined,
): string | undefined {
  if (!said) return undefined
  const groups = new Map<number | undefined, Message[]>()
  for (const message of said.messages) {
    groups.set(message.groupNumber, [...(groups.get(message.groupNumber) ?? []), message])
  }
  for (const [group, messages] of groups) {
    if (messages.length <= LIMITS.messagesPerGroup) continue
    const where = group === undefined ? 'without a group number' : `in group ${group}`
    return `${place} has ${messages.length} messages ${where}; the most are ${LIMITS.messagesPerGroup}.`
  }
  return undefined
}
