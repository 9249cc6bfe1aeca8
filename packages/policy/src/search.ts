import { fitsResource } from './arn.ts'
import type { CompiledStatement, Entry } from './compile.ts'
import { TOO_MUCH } from './effort.ts'
import { needGrams, needHashes, needLetters, type PreparedArn } from './prepared-arn.ts'
import { isListed, STRENGTH, type Strength, strongest } from './principal.ts'
import { type Bucket, mayHold, type ResourceIndex } from './resource-index.ts'
import type { Subject } from './subject.ts'

/** The strongest statement found so far. One is reused for every search. */
export interface Finding {
  statement: CompiledStatement | undefined
  strength: Strength
  /** The search ends at a statement that names the caller so directly. */
  wanted: Strength
}

/** Looks for statements that apply. @returns whether one was strong enough to end the search */
export function search(index: ResourceIndex, subject: Subject, finding: Finding): boolean {
  if (index.unconditional) {
    finding.statement = index.unconditional
    finding.strength = STRENGTH.wildcard
    return true
  }
  for (const statement of index.always) {
    if (isEnough(strengthAlways(statement, subject), statement, finding)) return true
  }
  if (!index.hasPatterns) return false
  for (let i = 0; i < subject.arnCount; i++) {
    const arn = subject.arns[i]
    if (arn?.isArn && searchArn(index, arn, subject, finding)) return true
  }
  return false
}

function searchArn(
  { open, lengths, byStart, bits }: ResourceIndex,
  arn: PreparedArn,
  subject: Subject,
  finding: Finding,
): boolean {
  if (searchBucket(open, arn, subject, finding)) return true
  if (lengths.length === 0) return false
  needHashes(arn)
  const available = arn.text.length - arn.rest
  for (const length of lengths) {
    if (length > available) return false
    const hash = arn.hashes[length]!
    const bucket = mayHold(bits, hash) ? byStart.get(hash) : undefined
    if (bucket && searchBucket(bucket, arn, subject, finding)) return true
  }
  return false
}

let turns = 0

function searchBucket(
  bucket: Bucket,
  arn: PreparedArn,
  subject: Subject,
  finding: Finding,
): boolean {
  if (searchEntries(bucket, arn, subject, finding)) return true
  if (!bucket.byGram) return false
  needGrams(arn)
  const turn = ++turns
  for (let i = 0; i < arn.gramCount; i++) {
    const filed = bucket.byGram.get(arn.grams[i]!)
    if (!filed || filed.triedBy === turn) continue
    filed.triedBy = turn
    if (searchEntries(filed, arn, subject, finding)) return true
  }
  return false
}

function searchEntries(
  { entries, needed }: Bucket,
  arn: PreparedArn,
  subject: Subject,
  finding: Finding,
): boolean {
  if (!needed) {
    for (const entry of entries) {
      if (isEnough(strengthOn(entry, arn, subject), entry.statement, finding)) return true
    }
    return false
  }
  needLetters(arn)
  const lacking = ~arn.letters
  const lackingOthers = ~arn.others
  for (let i = 0; i < entries.length; i++) {
    if (((needed[2 * i]! & lacking) | (needed[2 * i + 1]! & lackingOthers)) !== 0) continue
    const entry = entries[i]!
    if (isEnough(strengthOn(entry, arn, subject), entry.statement, finding)) return true
  }
  return false
}

function isEnough(strength: Strength, statement: CompiledStatement, finding: Finding): boolean {
  if (strength <= finding.strength) return false
  finding.statement = statement
  finding.strength = strength
  return strength >= finding.wanted
}

/** The strength with which a statement applies to one ARN of the request. */
function strengthOn({ statement, pattern }: Entry, arn: PreparedArn, subject: Subject): Strength {
  try {
    return fitsResource(pattern, arn, subject.context)
      ? strengthIfHolds(statement, subject)
      : STRENGTH.none
  } catch (error) {
    return strengthOfMistake(statement, error)
  }
}

/** The strength of a statement that is not found by the resource. */
function strengthAlways(statement: CompiledStatement, subject: Subject): Strength {
  try {
    return statement.fitsEverything || fitsWhatIsAsked(statement, subject)
      ? strengthIfHolds(statement, subject)
      : STRENGTH.none
  } catch (error) {
    return strengthOfMistake(statement, error)
  }
}

/** A mistake makes a Deny apply and an Allow not: nothing is granted by accident (spec/iam.md §4.8). */
export function strengthOfMistake({ statement }: CompiledStatement, error: unknown): Strength {
  if (error === TOO_MUCH) throw error
  return statement.effect === 'Deny' ? STRENGTH.wildcard : STRENGTH.none
}

/** Whether the statement's resources, if it names any, are those of the request. */
export function fitsWhatIsAsked({ statement, resources }: CompiledStatement, subject: Subject) {
  if (!resources) return true
  for (const pattern of resources) {
    if (pattern.fitsAny) return statement.resource !== undefined
    for (let i = 0; i < subject.arnCount; i++) {
      const arn = subject.arns[i]
      if (arn && fitsResource(pattern, arn, subject.context))
        return statement.resource !== undefined
    }
  }
  return statement.resource === undefined
}

function strengthIfHolds(compiled: CompiledStatement, subject: Subject): Strength {
  const strength = strengthOf(compiled, subject)
  if (strength === STRENGTH.none) return strength
  for (const condition of compiled.conditions) {
    if (!condition.holds(subject.context)) return STRENGTH.none
  }
  return strength
}

/** How directly the statement names the caller; wildcard where its kind of policy names nobody. */
export function strengthOf(
  { statement, principals, namesCallers }: CompiledStatement,
  { principal, context, hasBoundary }: Subject,
): Strength {
  if (!principals) return namesCallers ? STRENGTH.none : STRENGTH.wildcard
  // A policy of a resource allows an identity of a provider only by naming the provider.
  const isProviders =
    namesCallers && principal.kind === 'federated-identity' && statement.effect === 'Allow'
  if (statement.principal) return strongest(principals, principal, context, isProviders)
  if (isProviders) return STRENGTH.none
  // As AWS warns, with Deny it always hits whoever has a permissions boundary.
  if (statement.effect === 'Deny' && hasBoundary) return STRENGTH.wildcard
  return isListed(principals, principal, context) ? STRENGTH.none : STRENGTH.wildcard
}
