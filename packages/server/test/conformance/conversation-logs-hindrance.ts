import { allow } from '../people.ts'
import type { Place, PlaceOptions } from './conversation-logs-stage.ts'

/** Something that keeps conversation logs from where they belong, how it is mended, and what is said of it. */
export interface Hindrance {
  readonly what: string
  readonly options?: PlaceOptions
  begin(place: Place): Promise<unknown>
  end(place: Place): Promise<unknown>
  /** Why the text waits, and the sound; what is not named here arrives all the same. */
  readonly reasons: (place: Place, parked: Parked) => Reasons
  /** What was delivered before it is gone with its group or bucket. */
  readonly loses?: 'text' | 'sound'
}

export interface Reasons {
  readonly text?: string
  readonly sound?: string
}

/** What was refused. */
export interface Parked {
  readonly stream: string
  readonly object: string
}

const NO_IDENTITY_POLICY = (action: string) =>
  `because no identity-based policy allows the ${action} action`

/** A refusal of the role's session, as IAM words it. */
export const refused = (
  { role, stage }: Place,
  action: string,
  resource: string,
  because: string,
) =>
  `User: arn:aws:sts::${stage.house.account}:assumed-role/${role}/lex-conversation-logs ` +
  `is not authorized to perform: ${action} on resource: ${resource} ${because}`

export const lacking = (place: Place, action: string, resource: string) =>
  refused(place, action, resource, NO_IDENTITY_POLICY(action))

export const deny = (Action: string, Resource: string) => ({
  ...allow(Action, Resource),
  Effect: 'Deny',
})
