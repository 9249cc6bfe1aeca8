/** A policy that AWS manages, in the version that is in force. */
export interface AwsPolicy {
  readonly name: string
  readonly path?: string
  readonly version?: number
  readonly created: string
  readonly updated?: string
  readonly description: string
  readonly statements: readonly object[]
}

/** A statement that allows, the parts that most of them have. */
export const allow = (
  Action: readonly string[],
  Resource: string | readonly string[],
  Condition?: object,
) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})
