import type {
  AdvancedSelector,
  BasicSelector,
  FieldSelector,
  Selectors,
} from '../../audit/selectors.ts'
import {
  type AdvancedEventSelector,
  type AdvancedFieldSelector,
  type EventSelector,
  InvalidEventSelectorsException,
  type PutEventSelectorsRequest,
} from '../../wire/models/cloudtrail.ts'
import { LIMITS } from './limits.ts'

/** What PutEventSelectors asks for. @throws ServiceError InvalidEventSelectorsException */
export function requestedSelectors({
  EventSelectors: basic,
  AdvancedEventSelectors: advanced,
}: PutEventSelectorsRequest): Selectors {
  if ((basic === undefined) === (advanced === undefined)) {
    throw InvalidEventSelectorsException(
      'Specify either EventSelectors or AdvancedEventSelectors, and not both.',
    )
  }
  return advanced ? advancedSelectors(advanced) : basicSelectors(basic ?? [])
}

function basicSelectors(selectors: readonly EventSelector[]): Selectors {
  if (selectors.length > LIMITS.selectorsPerTrail) {
    throw InvalidEventSelectorsException(
      `A trail can have at most ${LIMITS.selectorsPerTrail} event selectors.`,
    )
  }
  const list = selectors.map(basicSelector)
  const values = list.flatMap(({ data }) => data.flatMap(resource => resource.values))
  if (values.length > LIMITS.dataResourcesPerTrail) {
    throw InvalidEventSelectorsException(
      `A trail can have at most ${LIMITS.dataResourcesPerTrail} data resources.`,
    )
  }
  return { kind: 'basic', list }
}

function basicSelector(selector: EventSelector): BasicSelector {
  const { DataResources = [], ExcludeManagementEventSources: excludedSources = [] } = selector
  const includesManagement = selector.IncludeManagementEvents ?? true
  for (const source of excludedSources) {
    if (!EXCLUDABLE.has(source)) {
      throw InvalidEventSelectorsException(
        `Management events of ${source} cannot be excluded; valid values are ${[...EXCLUDABLE].join(', ')}.`,
      )
    }
  }
  if (excludedSources.length > 0 && !includesManagement) {
    throw InvalidEventSelectorsException(
      'ExcludeManagementEventSources needs IncludeManagementEvents to be true.',
    )
  }
  const data = DataResources.map(({ Type, Values: values = [] }) => {
    const start = Type === undefined ? undefined : STARTS[Type]
    if (Type === undefined || start === undefined) {
      throw InvalidEventSelectorsException(
        `The data resource type ${Type ?? ''} is not one of ${Object.keys(STARTS).join(', ')}.`,
      )
    }
    for (const value of values) {
      if (value.startsWith(start)) continue
      throw InvalidEventSelectorsException(
        `Value ${value} for DataResources.Values is invalid for ${Type}.`,
      )
    }
    return { type: Type, values }
  })
  return {
    readWriteType: selector.ReadWriteType ?? 'All',
    includesManagement,
    data,
    excludedSources,
  }
}

const EXCLUDABLE: ReadonlySet<string> = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com'])

/** How the ARNs of each type begin; whole services included. There are no tables here to log. */
const STARTS: Readonly<Record<string, string>> = {
  'AWS::S3::Object': 'arn:aws:s3',
  'AWS::Lambda::Function': 'arn:aws:lambda',
  'AWS::DynamoDB::Table': 'arn:aws:dynamodb',
}

function advancedSelectors(selectors: readonly AdvancedEventSelector[]): Selectors {
  const values = selectors.flatMap(({ FieldSelectors }) => FieldSelectors.flatMap(valuesOf))
  if (values.length > LIMITS.advancedValues) {
    throw InvalidEventSelectorsException(
      `A trail can have at most ${LIMITS.advancedValues} values in all its advanced event selectors.`,
    )
  }
  return { kind: 'advanced', list: selectors.map(advancedSelector) }
}

const valuesOf = (field: AdvancedFieldSelector) => TESTS.flatMap(([name]) => field[name] ?? [])

const TESTS = [
  ['Equals', 'equals'],
  ['StartsWith', 'startsWith'],
  ['EndsWith', 'endsWith'],
  ['NotEquals', 'notEquals'],
  ['NotStartsWith', 'notStartsWith'],
  ['NotEndsWith', 'notEndsWith'],
] as const

function advancedSelector({ Name, FieldSelectors }: AdvancedEventSelector): AdvancedSelector {
  const only = (field: string) => {
    const found = FieldSelectors.find(({ Field }) => Field === field)
    return found && valuesOf(found).length === 1 ? found.Equals?.[0] : undefined
  }
  const category = only('eventCategory')
  if (category !== 'Management' && category !== 'Data') {
    throw InvalidEventSelectorsException(
      'An advanced event selector needs a field eventCategory that equals Management or Data.',
    )
  }
  if (category === 'Data' && only('resources.type') === undefined) {
    throw InvalidEventSelectorsException(
      'An advanced event selector of data events needs a field resources.type that equals one type.',
    )
  }
  const fields = FieldSelectors.map(field => fieldSelector(field, category))
  if (new Set(fields.map(({ field }) => field)).size < fields.length) {
    throw InvalidEventSelectorsException('A field can stand once in an advanced event selector.')
  }
  return { ...(Name !== undefined && { name: Name }), fields }
}

function fieldSelector(selector: AdvancedFieldSelector, category: 'Management' | 'Data') {
  const { Field: field } = selector
  if (!FIELDS[category].has(field)) {
    throw InvalidEventSelectorsException(`The field ${field} is not valid for ${category} events.`)
  }
  if (valuesOf(selector).length === 0) {
    throw InvalidEventSelectorsException(`The field ${field} needs an operator with a value.`)
  }
  if (field === 'readOnly' && !valuesOf(selector).every(value => /^(true|false)$/.test(value))) {
    throw InvalidEventSelectorsException('The field readOnly can equal true or false.')
  }
  const tests = TESTS.flatMap(([wire, own]) => {
    const values = selector[wire]
    return values && values.length > 0 ? [[own, values] as const] : []
  })
  return { field, ...Object.fromEntries(tests) } satisfies FieldSelector
}

const COMMON = ['eventCategory', 'readOnly', 'eventSource', 'eventName', 'eventType']
const WHO = ['userIdentity.arn', 'sessionCredentialFromConsole']
const FIELDS = {
  Management: new Set([...COMMON, ...WHO]),
  Data: new Set([...COMMON, ...WHO, 'resources.type', 'resources.ARN']),
} as const

/** The selectors as requests spell them. */
export function selectorsOutput(selectors: Selectors): {
  readonly EventSelectors: readonly EventSelector[] | undefined
  readonly AdvancedEventSelectors: readonly AdvancedEventSelector[] | undefined
} {
  if (selectors.kind === 'advanced') {
    const list = selectors.list.map(({ name, fields }) => ({
      Name: name,
      FieldSelectors: fields.map(selector => ({
        Field: selector.field,
        ...Object.fromEntries(
          TESTS.flatMap(([wire, own]) => (selector[own] ? [[wire, selector[own]]] : [])),
        ),
      })),
    }))
    return { EventSelectors: undefined, AdvancedEventSelectors: list }
  }
  const list = selectors.list.map(
    ({ readWriteType, includesManagement, data, excludedSources }) => ({
      ReadWriteType: readWriteType,
      IncludeManagementEvents: includesManagement,
      DataResources: data.map(({ type, values }) => ({ Type: type, Values: values })),
      ExcludeManagementEventSources: excludedSources,
    }),
  )
  return { EventSelectors: list, AdvancedEventSelectors: undefined }
}
