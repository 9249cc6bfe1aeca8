import { LATEST } from './records.ts'

/** Where a resource lives. */
export interface Scope {
  readonly account: string
  readonly region: string
}

/** One resource in its equivalent spellings, the primary one first (spec/lex-models.md §8.2). */
export type ArnSet = readonly [primary: string, ...equivalents: string[]]

const arn = ({ region, account }: Scope, resource: string) =>
  `arn:aws:lex:${region}:${account}:${resource}`

export const botArn = (scope: Scope, bot: string): string => arn(scope, `bot:${bot}`)
export const aliasArn = (scope: Scope, bot: string, alias: string): string =>
  arn(scope, `bot:${bot}:${alias}`)
export const intentArn = (scope: Scope, intent: string, version = LATEST): string =>
  arn(scope, `intent:${intent}:${version}`)
export const channelArn = (scope: Scope, bot: string, alias: string, channel: string): string =>
  arn(scope, `bot-channel:${bot}:${alias}:${channel}`)

/** B(b) */
export const botSet = (scope: Scope, bot: string): ArnSet => [
  botArn(scope, bot),
  arn(scope, `bot:${bot}:${LATEST}`),
]

/** BV(b,v) */
export const botVersionSet = (scope: Scope, bot: string, version: string): ArnSet => [
  arn(scope, `bot:${bot}:${version}`),
  botArn(scope, bot),
]

/** BA(b,a): no spelling of the bot stands for its alias. */
export const aliasSet = (scope: Scope, bot: string, alias: string): ArnSet => [
  aliasArn(scope, bot, alias),
]

/** IV(i,v) */
export const intentSet = (scope: Scope, intent: string, version: string): ArnSet => [
  intentArn(scope, intent, version),
  arn(scope, `intent:${intent}`),
]

/** SV(s,v) */
export const slotTypeSet = (scope: Scope, slotType: string, version: string): ArnSet => [
  arn(scope, `slottype:${slotType}:${version}`),
  arn(scope, `slottype:${slotType}`),
]

/** Digits and `$LATEST` are versions, everything else is an alias: aliases have no digits (§3.11). */
export const isVersion = (versionOrAlias: string): boolean =>
  versionOrAlias === LATEST || /^\d+$/.test(versionOrAlias)
