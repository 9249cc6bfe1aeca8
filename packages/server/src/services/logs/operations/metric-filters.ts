import { check } from '../../../operation/check.ts'
import {
  InvalidParameterException,
  LimitExceededException,
  logs,
  type PutMetricFilterRequest,
  ResourceNotFoundException,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { parseFilterPattern } from '../filter-pattern/filter-pattern.ts'
import { assertText, named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import {
  filterNameKey,
  type MetricFilter,
  measurementOf,
  metricFilterKey,
  metricFilterOf,
  metricFilterWrite,
} from '../metrics/metric-filters.ts'
import { groupWrite } from '../records.ts'

/** From now on the events of the group that fit the pattern count in a metric. */
export const putMetricFilter = operation(logs.PutMetricFilter, {
  authorize({ logGroupName, filterName, metricTransformations }, context) {
    assertText(filterName, 'filterName')
    assertOne(metricTransformations)
    return groupCheck('logs:PutMetricFilter', named(logGroupName, context), context)
  },

  async handle(input, context) {
    const { documents, clock } = context
    const wanted = filterOf(input)
    measurementOf(wanted)
    const group = await getGroup(named(input.logGroupName, context), context)
    const found = await documents.get(metricFilterKey(group.id, wanted.name))
    const count = (group.metricFilterCount ?? 0) + (found ? 0 : 1)
    if (count > LIMITS.metricFiltersPerGroup) {
      throw LimitExceededException('Resource limit exceeded.')
    }
    const createdAt = found ? metricFilterOf(found).createdAt : clock.now()
    const index = filterNameKey(context, wanted.name, group.name)
    await documents.commit([
      groupWrite({ ...group, metricFilterCount: count }),
      metricFilterWrite(group.id, { ...wanted, createdAt }),
      { type: 'put', key: index, value: { groupId: group.id } },
    ])
  },
})

export const deleteMetricFilter = operation(logs.DeleteMetricFilter, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DeleteMetricFilter', named(logGroupName, context), context),

  async handle({ logGroupName, filterName }, context) {
    const { documents } = context
    const group = await getGroup(named(logGroupName, context), context)
    const key = metricFilterKey(group.id, filterName)
    if (!(await documents.get(key))) {
      throw ResourceNotFoundException('The specified metric filter does not exist.')
    }
    const metricFilterCount = (group.metricFilterCount ?? 1) - 1
    await documents.commit([
      groupWrite({ ...group, metricFilterCount }),
      { type: 'delete', key },
      { type: 'delete', key: filterNameKey(context, filterName, group.name) },
    ])
  },
})

/** What a pattern does with messages, without any group. */
export const testMetricFilter = operation(logs.TestMetricFilter, {
  readOnly: true,
  authorize: () => check('logs:TestMetricFilter', 'any'),

  async handle({ filterPattern, logEventMessages }) {
    const pattern = parseFilterPattern(filterPattern)
    return {
      matches: logEventMessages.flatMap((message, index) =>
        pattern.fits(message)
          ? {
              eventNumber: index + 1,
              eventMessage: message,
              extractedValues: Object.fromEntries(pattern.extract(message)),
            }
          : [],
      ),
    }
  },
})

/** AWS prints the whole list when there is more than one. @throws InvalidParameterException */
function assertOne(transformations: PutMetricFilterRequest['metricTransformations']): void {
  if (transformations.length <= 1) return
  const shown = transformations.map(one => {
    const members = TRANSFORMATION_MEMBERS.map(name => `${name}=${one[name] ?? null}`)
    return `MetricTransformation(${members.join(', ')})`
  })
  throw InvalidParameterException(
    `1 validation error detected: Value '[${shown.join(', ')}]' at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1`,
  )
}

const TRANSFORMATION_MEMBERS = [
  ...(['metricName', 'metricNamespace', 'metricValue', 'defaultValue'] as const),
  ...(['unit', 'dimensions'] as const),
]

function filterOf(input: PutMetricFilterRequest): Omit<MetricFilter, 'createdAt'> {
  const { fieldSelectionCriteria, emitSystemFieldDimensions } = input
  if (fieldSelectionCriteria !== undefined) {
    throw InvalidParameterException('fieldSelectionCriteria is not available here.')
  }
  if (emitSystemFieldDimensions?.length) {
    throw InvalidParameterException('emitSystemFieldDimensions is not available here.')
  }
  const [transformation] = input.metricTransformations
  if (!transformation) throw InvalidParameterException('A metric transformation is required.')
  const { metricName, metricNamespace, metricValue, defaultValue, dimensions, unit } =
    transformation
  if (/^AWS\//i.test(metricNamespace)) {
    throw InvalidParameterException('Namespaces starting with AWS/ are reserved for AWS.')
  }
  return {
    name: input.filterName,
    pattern: input.filterPattern,
    metricName,
    namespace: metricNamespace,
    value: metricValue,
    ...(defaultValue !== undefined && { defaultValue }),
    ...(dimensions && { dimensions }),
    ...(unit && { unit }),
    appliesOnTransformed: input.applyOnTransformedLogs ?? false,
  }
}
