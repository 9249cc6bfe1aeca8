import type { ServiceName } from '../packages/server/src/wire/models/model.ts'

/**
 * What the operations do not say of themselves: the ARN forms of each service's resources, which actions are asked
 * on them, and the condition keys with their types (spec/iam.md §3, lex-models.md §8, surroundings.md).
 */
export interface ServiceTable {
  /** The services whose operations are its actions. */
  readonly services: readonly ServiceName[]
  /** Clients of AWS whose commands are the actions that exist there. */
  readonly clients?: readonly string[]
  /** Operations that ask for other actions than the one of their name. */
  readonly renamed?: Readonly<Record<string, string>>
  /** Actions that are asked beside an operation's own. */
  readonly beside?: string
  /** Actions of AWS that are neither a command nor asked here. */
  readonly elsewhere?: string
  readonly resources: Readonly<Record<string, ResourceTable>>
  /** What it makes has no tags before. */
  readonly creates?: string
  readonly keys: Readonly<Record<string, string>>
  /** Keys that only some actions have. */
  readonly keyActions?: Readonly<Record<string, string>>
  readonly withoutTags?: boolean
}

export interface ResourceTable {
  readonly form: string
  readonly actions: RegExp
}

export const arn = (service: string, rest: string) =>
  `arn:\${Partition}:${service}:\${Region}:\${Account}:${rest}`
export const globalArn = (service: string, rest: string) =>
  `arn:\${Partition}:${service}::\${Account}:${rest}`
