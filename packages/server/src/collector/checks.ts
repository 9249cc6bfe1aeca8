import { bucketChecks, type Refusals, refused } from './bucket-checks.ts'
import { type CheckReport, type CheckResult, reportOf } from './check-report.ts'
import type { Doors, Entry, Errand } from './doors.ts'
import { formatCheck, type OpenLines } from './format-check.ts'
import type { FormatName } from './formats/format.ts'
import type { Connector, Place } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'

export interface CheckRequest {
  readonly errand: Errand
  readonly place: Place
  readonly logsType: string
  readonly entry: Entry
  /** A role that lets anybody of ours in is told of, not refused: the operator said so. */
  readonly openRoles: 'refuse' | 'warn'
  /** Connectors that might fetch the same. */
  readonly others: readonly Pick<Connector, 'id' | 'name' | 'bucket' | 'prefix' | 'endpoint'>[]
  /** An external id that nobody has: no role may accept it. */
  readonly wrongExternalId: string
}

/**
 * The checks on save, in their order (spec/surroundings.md §14.3). What builds on a check that failed is skipped;
 * the connector is connected once all that must hold do.
 */
export async function checkConnector(
  request: CheckRequest,
  { doors, openLines }: { readonly doors: Doors; readonly openLines: OpenLines },
): Promise<CheckReport> {
  const input = inputCheck(request)
  if (input.status === 'failed') return reportOf([input])
  const entered = await enter(request, doors)
  const checks = [input, ...entered.checks]
  const { source } = entered
  if (!source) return reportOf(checks)
  const { results, newest } = await bucketChecks(request.place, source)
  checks.push(...results)
  if (results.every(({ status }) => status !== 'failed') && isLogsType(request.logsType)) {
    checks.push(await formatCheck(request.logsType, source, newest, openLines))
  }
  checks.push(overlapCheck(request))
  return reportOf(checks)
}

/** Check 1: what the words themselves tell. */
export function inputCheck({
  place,
  entry,
  logsType,
}: Pick<CheckRequest, 'place' | 'entry' | 'logsType'>): CheckResult {
  const { bucket, region, endpoint } = place
  const wrong = (message: string, fix: string): CheckResult => ({
    number: 1,
    name: 'input',
    status: 'failed',
    code: 'INVALID_INPUT',
    message,
    fix,
  })
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    return wrong(
      `\`${bucket}\` is no name of a bucket.`,
      'Give the name alone, without s3:// and without a path.',
    )
  }
  if (!isRegion(region)) {
    return wrong(`\`${region}\` is no region.`, 'Give the region of the bucket, like us-east-1.')
  }
  if (
    entry.kind === 'role' &&
    !/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(entry.arn)
  ) {
    return wrong(
      `\`${entry.arn}\` is no ARN of a role.`,
      'Copy the ARN from the top of the role’s page: arn:aws:iam::123456789012:role/NAME.',
    )
  }
  if (entry.kind === 'keys' && entry.credentials.secretAccessKey === '') {
    return wrong('An access key without its secret.', 'Give both, or the ARN of a role.')
  }
  if (endpoint !== '' && endpoint !== 'aws' && !isEndpoint(endpoint)) {
    return wrong(
      `\`${endpoint}\` is no endpoint.`,
      'Give aws, or an http or https URL without a path; leave it out for this server.',
    )
  }
  if (!isLogsType(logsType)) {
    return wrong(`\`${logsType}\` is no type of logs.`, `Give one of ${LOGS_TYPES.join(', ')}.`)
  }
  return { number: 1, name: 'input', status: 'passed' }
}

export const LOGS_TYPES: readonly FormatName[] = [
  'json',
  'cloudtrail',
  'S3Access',
  'elb',
  'vpcflow',
  'cloudfront',
  'lex',
  'cloudwatch',
  'text',
]

export const isLogsType = (text: string): text is FormatName =>
  LOGS_TYPES.some(type => type === text)

export const isRegion = (text: string) => /^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/.test(text)

function isEndpoint(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.pathname === '/'
}

type EnterRequest = Pick<CheckRequest, 'errand' | 'entry' | 'openRoles' | 'wrongExternalId'>

interface Entered {
  readonly checks: readonly CheckResult[]
  readonly source?: BucketSource
}

/** Checks 2 and 3: the role lets us in with its external id, and not without. */
export async function enter(request: EnterRequest, doors: Doors): Promise<Entered> {
  const { errand, entry } = request
  if (entry.kind === 'keys') {
    const skipped = (number: number, name: 'role' | 'external-id'): CheckResult => ({
      number,
      name,
      status: 'skipped',
      message: 'The bucket is entered with keys, not with a role.',
    })
    const source = await doors.open(errand, entry)
    return { checks: [skipped(2, 'role'), skipped(3, 'external-id')], source }
  }
  const { arn, externalId } = entry
  let source: BucketSource
  try {
    source = await doors.open(errand, entry)
  } catch (error) {
    // The decision about our own role is nobody's to look up: what helps is in the sentence.
    const { requestId: _, ...denied } = refused(error, ROLE_REFUSALS(arn, externalId ?? ''))
    return { checks: [denied] }
  }
  const role: CheckResult = { number: 2, name: 'role', status: 'passed' }
  const enforced = await externalIdCheck(request, arn, doors).catch(error =>
    refused(error, NOT_SEEN(arn)),
  )
  const checks = [role, enforced]
  return enforced.status === 'failed' ? { checks } : { checks, source }
}

const ROLE_REFUSALS = (arn: string, externalId: string): Refusals => ({
  number: 2,
  name: 'role',
  otherwise: {
    code: 'ASSUME_ROLE_DENIED',
    message: `The role ${arn} does not let us in: it is missing, its trust policy does not name our account, or it expects another external id.`,
    fix: `Let the trust policy of the role allow sts:AssumeRole to our account with "sts:ExternalId": "${externalId}"; role-policy shows it whole.`,
  },
})

const NOT_SEEN = (arn: string): Refusals => ({
  number: 3,
  name: 'external-id',
  otherwise: {
    code: 'EXTERNAL_ID_NOT_ENFORCED',
    message: `It could not be seen that the role ${arn} refuses us without an external id.`,
    fix: 'Try again.',
  },
})

/** The role must refuse us without an external id, and with one that is not the customer's (attack Z26). */
async function externalIdCheck(
  { errand, openRoles, wrongExternalId }: EnterRequest,
  arn: string,
  doors: Doors,
): Promise<CheckResult> {
  for (const [externalId, words] of [
    [undefined, 'without an external id'],
    [wrongExternalId, 'with any external id'],
  ] as const) {
    if (!(await letsIn(doors, errand, arn, externalId))) continue
    return {
      number: 3,
      name: 'external-id',
      status: openRoles === 'warn' ? 'warning' : 'failed',
      code: 'EXTERNAL_ID_NOT_ENFORCED',
      message: `The role ${arn} lets us in ${words}, so that whoever else we collect for could read your bucket by naming your role.`,
      fix: 'Add the condition StringEquals on sts:ExternalId to the role’s trust policy; role-policy shows it whole.',
    }
  }
  return { number: 3, name: 'external-id', status: 'passed' }
}

async function letsIn(
  doors: Doors,
  errand: Errand,
  arn: string,
  externalId: string | undefined,
): Promise<boolean> {
  try {
    await doors.knock(errand, arn, externalId)
    return true
  } catch (error) {
    // Only a refusal counts as one; that nobody answered proves nothing.
    if (error instanceof SourceFailure && /^AccessDenied/.test(error.code)) return false
    throw error
  }
}

function overlapCheck({ place, others }: CheckRequest): CheckResult {
  const twin = others.find(
    ({ bucket, endpoint, prefix }) =>
      bucket === place.bucket &&
      endpoint === place.endpoint &&
      (prefix.startsWith(place.prefix) || place.prefix.startsWith(prefix)),
  )
  if (!twin) return { number: 8, name: 'overlap', status: 'passed' }
  return {
    number: 8,
    name: 'overlap',
    status: 'warning',
    code: 'DUPLICATE_SOURCE',
    message: `Connector ${twin.id} (${twin.name}) fetches from s3://${twin.bucket}/${twin.prefix} as well: lines that both find are stored twice.`,
    fix: 'Give the connectors prefixes that do not lie within one another, or delete one.',
  }
}
