import type { Trail } from './trail.ts'

/** Which events a trail keeps, in one of the two forms that PutEventSelectors takes. */
export type Selectors =
  | { readonly kind: 'basic'; readonly list: readonly BasicSelector[] }
  | { readonly kind: 'advanced'; readonly list: readonly AdvancedSelector[] }

export interface BasicSelector {
  readonly readWriteType: 'ReadOnly' | 'WriteOnly' | 'All'
  readonly includesManagement: boolean
  readonly data: readonly { readonly type: string; readonly values: readonly string[] }[]
  /** Sources whose management events are left out: `kms.amazonaws.com`. */
  readonly excludedSources: readonly string[]
}

export interface AdvancedSelector {
  readonly name?: string
  /** All of them must hold. */
  readonly fields: readonly FieldSelector[]
}

/** Of each kind of test that it has one value must fit; of the negative ones none may. */
export interface FieldSelector {
  readonly field: string
  readonly equals?: readonly string[]
  readonly startsWith?: readonly string[]
  readonly endsWith?: readonly string[]
  readonly notEquals?: readonly string[]
  readonly notStartsWith?: readonly string[]
  readonly notEndsWith?: readonly string[]
}

/** What selectors look at. */
export interface Selectable {
  /** Undefined for management events. */
  readonly dataType: string | undefined
  readonly readOnly: boolean
  readonly source: string
  readonly name: string
  readonly region: string
  readonly isGlobal: boolean
  readonly resources: readonly string[]
  /** Of the caller, and of the role that its session is of. */
  readonly callerArns: readonly string[]
}

/** What a trail keeps until it is told: every management event. */
export const DEFAULT_SELECTORS: Selectors = {
  kind: 'basic',
  list: [{ readWriteType: 'All', includesManagement: true, data: [], excludedSources: [] }],
}

/** Whether a trail keeps an event of its account. */
export function selects(trail: Trail, event: Selectable): boolean {
  if (!trail.isLogging || !isInScope(trail, event)) return false
  return trail.selectors.kind === 'basic'
    ? trail.selectors.list.some(selector => fitsBasic(selector, event))
    : trail.selectors.list.some(selector => fitsAdvanced(selector, event))
}

function isInScope(trail: Trail, { isGlobal, region }: Selectable): boolean {
  if (isGlobal) return trail.includesGlobalServices
  return trail.isMultiRegion || trail.homeRegion === region
}

function fitsBasic(selector: BasicSelector, event: Selectable): boolean {
  const { readWriteType, includesManagement, data, excludedSources } = selector
  if (readWriteType !== 'All' && event.readOnly !== (readWriteType === 'ReadOnly')) return false
  const { dataType, resources } = event
  if (dataType === undefined) return includesManagement && !excludedSources.includes(event.source)
  return data.some(
    ({ type, values }) =>
      type === dataType && values.some(value => resources.some(arn => covers(type, value, arn))),
  )
}

/** `arn:aws:s3` is every bucket, `arn:aws:s3:::b/` and `arn:aws:s3:::b/prefix` what begins so. */
function covers(type: string, value: string, arn: string): boolean {
  if (type === 'AWS::S3::Object') {
    if (value === 'arn:aws:s3' || value === 'arn:aws:s3:::') return true
    // A listing is about the bucket itself.
    return arn.startsWith(value) || `${arn}/` === value
  }
  if (value === 'arn:aws:lambda') return true
  return arn === value || arn.startsWith(`${value}:`)
}

function fitsAdvanced({ fields }: AdvancedSelector, event: Selectable): boolean {
  return fields.every(selector => fitsField(selector, valuesOf(selector.field, event)))
}

function valuesOf(field: string, event: Selectable): readonly string[] {
  switch (field) {
    case 'eventCategory':
      return [event.dataType === undefined ? 'Management' : 'Data']
    case 'readOnly':
      return [String(event.readOnly)]
    case 'eventSource':
      return [event.source]
    case 'eventName':
      return [event.name]
    case 'eventType':
      return ['AwsApiCall']
    case 'resources.type':
      return event.dataType === undefined ? [] : [event.dataType]
    case 'resources.ARN':
      return event.resources
    case 'userIdentity.arn':
      return event.callerArns
    case 'sessionCredentialFromConsole':
      return ['false']
    default:
      return []
  }
}

type Test = (text: string, wanted: string) => boolean
const equals: Test = (text, wanted) => text === wanted
const startsWith: Test = (text, wanted) => text.startsWith(wanted)
const endsWith: Test = (text, wanted) => text.endsWith(wanted)

function fitsField(selector: FieldSelector, values: readonly string[]): boolean {
  const holds = (wanted: readonly string[] | undefined, test: Test) =>
    wanted === undefined || wanted.some(one => values.some(value => test(value, one)))
  const holdsNot = (unwanted: readonly string[] | undefined, test: Test) =>
    unwanted === undefined || !unwanted.some(one => values.some(value => test(value, one)))
  return (
    holds(selector.equals, equals) &&
    holds(selector.startsWith, startsWith) &&
    holds(selector.endsWith, endsWith) &&
    holdsNot(selector.notEquals, equals) &&
    holdsNot(selector.notStartsWith, startsWith) &&
    holdsNot(selector.notEndsWith, endsWith)
  )
}
