import { parseArn } from '../kernel/arn.ts'
import type { ConversationLogDestination } from '../outbox/conversation-log.ts'

/** What a queue's delivery depends on, as the keys of documents spell it. */
export interface Named {
  readonly roleAccount: string
  /** Lower case. */
  readonly role: string
  readonly groupAccount: string
  readonly groupRegion: string
  readonly group: string
}

export function namedBy({ roleArn, logGroupArn }: ConversationLogDestination): Named {
  const role = parseArn(roleArn)
  const group = parseArn(logGroupArn)
  return {
    roleAccount: role?.account ?? '',
    role: role?.resource.split('/').at(-1)?.toLowerCase() ?? '',
    groupAccount: group?.account ?? '',
    groupRegion: group?.region ?? '',
    group: group?.resource.slice('log-group:'.length).replace(/:\*$/, '') ?? '',
  }
}

// The kinds of other rooms' documents; delivery knows their names alone.
const ROLE = 'iam.role'
const POLICY = 'iam.policy'
const GROUP = 'logs.group'

export const WATCHED: ReadonlySet<string> = new Set([ROLE, POLICY, GROUP])

/**
 * Whether a change of the document with these key parts may let a parked queue go on. A managed policy
 * counts for every role of its account: which ones it is attached to may have changed as well.
 */
export function affects([kind, ...parts]: readonly string[], named: Named): boolean {
  switch (kind) {
    case ROLE:
      return parts[0] === named.roleAccount && parts[1] === named.role
    case POLICY:
      return parts[0] === named.roleAccount
    case GROUP: {
      const [account, region, group] = parts
      const sameRegion = account === named.groupAccount && region === named.groupRegion
      return sameRegion && group === named.group
    }
    default:
      return false
  }
}
