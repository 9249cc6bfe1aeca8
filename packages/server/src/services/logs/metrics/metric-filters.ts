import { key, keyParts, within } from '../../../store/key.ts'
import type { Document, Key, Store, Write } from '../../../store/store.ts'
import {
  InvalidParameterException,
  type MetricTransformation,
  type StandardUnit,
} from '../../../wire/models/logs.ts'
import { numberOf } from '../filter-pattern/comparison.ts'
import type { FilterPattern } from '../filter-pattern/filter-pattern.ts'
import { parseFilterPattern } from '../filter-pattern/filter-pattern.ts'
import { LIMITS } from '../limits.ts'
import { beginningWith } from '../records.ts'

/** What makes a metric of a group's events. */
export interface MetricFilter {
  readonly name: string
  readonly pattern: string
  readonly metricName: string
  readonly namespace: string
  /** A number, or the selector of one. */
  readonly value: string
  readonly defaultValue?: number
  readonly dimensions?: Readonly<Record<string, string>>
  readonly unit?: StandardUnit
  readonly createdAt: number
  readonly appliesOnTransformed: boolean
}

export const metricFilterKey = (groupId: string, name: string): Key =>
  key('logs.metric-filter', groupId, name)

export const metricFiltersOf = (groupId: string) => within('logs.metric-filter', groupId)

interface Where {
  readonly account: string
  readonly region: string
}

/** All filters of an account in the order of their names, as they are described without a group. */
export const filterNameKey = ({ account, region }: Where, name: string, groupName: string): Key =>
  key('logs.metric-filter-name', account, region, name, groupName)

export const filterNames = ({ account, region }: Where, prefix: string) =>
  beginningWith(prefix, 'logs.metric-filter-name', account, region)

/** The filter and the group that a row of the index names. */
export function namedBy(row: Document): {
  readonly name: string
  readonly groupName: string
  readonly groupId: string
} {
  const [, , , name = '', groupName = ''] = keyParts(row.key)
  const { groupId } = row.value as { readonly groupId: string }
  return { name, groupName, groupId }
}

/** The store's border: written by PutMetricFilter alone. */
export const metricFilterOf = (document: Document): MetricFilter =>
  document.value as unknown as MetricFilter

export function metricFilterWrite(groupId: string, filter: MetricFilter): Write {
  const { dimensions, ...plain } = filter
  const value = { ...plain, ...(dimensions && { dimensions: { ...dimensions } }) }
  return { type: 'put', key: metricFilterKey(groupId, filter.name), value }
}

export async function readMetricFilters(
  groupId: string,
  store: Pick<Store, 'range'>,
): Promise<readonly MetricFilter[]> {
  const [from, to] = metricFiltersOf(groupId)
  const { documents } = await store.range(from, to, { limit: LIMITS.metricFiltersPerGroup })
  return documents.map(metricFilterOf)
}

/** Where a transformation finds its value and its dimensions in a message. */
export interface Measurement {
  readonly pattern: FilterPattern
  /** Undefined for a message that has no number there. */
  value(message: string): number | undefined
  /** Undefined for a message that lacks one of them, or has a text there that is none: a metric with fewer dimensions would be another. */
  dimensions(message: string): ReadonlyMap<string, string> | undefined
}

/** @throws InvalidParameterException */
export function measurementOf({
  pattern: text,
  value,
  defaultValue,
  dimensions = {},
}: Pick<MetricFilter, 'pattern' | 'value' | 'defaultValue' | 'dimensions'>): Measurement {
  const pattern = parseFilterPattern(text)
  const selected = Object.entries(dimensions).map(
    ([name, selector]) => [name, selectorIn(pattern, selector)] as const,
  )
  if (selected.length > 0 && defaultValue !== undefined) {
    throw invalid('dimensions and default value are mutually exclusive properties.')
  }
  if (selected.length > LIMITS.dimensionsPerMetric) {
    throw invalid(`it can have ${LIMITS.dimensionsPerMetric} dimensions at most.`)
  }
  const constant = numberOf(value)
  const select = constant === undefined ? selectorIn(pattern, value) : undefined
  return {
    pattern,
    value: message => constant ?? numberOf(select?.(message) ?? ''),
    dimensions(message) {
      const found = new Map<string, string>()
      for (const [name, find] of selected) {
        const text = find(message)
        if (!text || text.length > LIMITS.dimensionCharacters) return undefined
        found.set(name, text)
      }
      return found
    },
  }
}

function selectorIn(pattern: FilterPattern, selector: string) {
  const select = selector.startsWith('$') ? pattern.select(selector) : undefined
  if (select) return select
  throw invalid(`\`${selector}\` is neither a number nor a field of the filter pattern.`)
}

const invalid = (problem: string) =>
  InvalidParameterException(`Invalid metric transformation: ${problem}`)

export const transformationOf = (filter: MetricFilter): MetricTransformation => ({
  metricName: filter.metricName,
  metricNamespace: filter.namespace,
  metricValue: filter.value,
  defaultValue: filter.defaultValue,
  dimensions: filter.dimensions,
  unit: filter.unit,
})
