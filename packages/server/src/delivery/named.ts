import { parseArn } from '../kernel/arn.ts'
import { bucketOf } from '../outbox/audio-log.ts'
import { isAudio, type LogDestination } from '../outbox/conversation-log.ts'

/** What a queue's delivery depends on, as the keys of documents spell it. */
export interface Named {
  readonly roleAccount: string
  /** Lower case. */
  readonly role: string
  /** Of text. */
  readonly group?: { readonly account: string; readonly region: string; readonly name: string }
  /** Of sound. */
  readonly bucket?: string
  /** Where the keys lie that what is written may be encrypted under. */
  readonly keys?: { readonly account: string; readonly region: string }
}

export function namedBy(destination: LogDestination): Named {
  const role = parseArn(destination.roleArn)
  const named = {
    roleAccount: role?.account ?? '',
    role: role?.resource.split('/').at(-1)?.toLowerCase() ?? '',
  }
  if (isAudio(destination)) {
    const { account, region } = destination
    // Without a key of its own, the bucket may have one.
    const keys = parseArn(destination.kmsKeyArn ?? '') ?? { account, region }
    return { ...named, bucket: bucketOf(destination), keys }
  }
  const group = parseArn(destination.logGroupArn)
  if (!group) return named
  const { account, region, resource } = group
  const name = resource.slice('log-group:'.length).replace(/:\*$/, '')
  return { ...named, group: { account, region, name }, keys: { account, region } }
}

// The kinds of other rooms' documents; delivery knows their names alone.
const ROLE = 'iam.role'
const POLICY = 'iam.policy'
const GROUP = 'logs.group'
const BUCKET = 's3.bucket'
const KEY = 'kms.key'
const ALIAS = 'kms.alias'
const GRANT = 'kms.grant'

export const WATCHED: ReadonlySet<string> = new Set([
  ...[ROLE, POLICY, GROUP, BUCKET],
  ...[KEY, ALIAS, GRANT],
])

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
      const { group } = named
      const [account, region, name] = parts
      return group?.account === account && group?.region === region && group?.name === name
    }
    case BUCKET:
      return parts[0] === named.bucket
    case KEY:
    case ALIAS:
      return named.keys?.account === parts[0] && named.keys?.region === parts[1]
    case GRANT:
      // It lies under its key's id alone, and whose key that is nobody says here.
      return named.keys !== undefined
    default:
      return false
  }
}
