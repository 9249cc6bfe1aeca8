import type { MetricDataQuery, MetricStat } from '../../wire/models/cloudwatch.ts'
import { validationError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { unknownId, unsupported } from './math/evaluate.ts'
import { type Expression, namesIn } from './math/expression.ts'
import { FILLERS, FUNCTIONS } from './math/functions.ts'
import { parseExpression } from './math/parse.ts'
import { type Dimension, inOrder } from './points/records.ts'
import { type Statistic, statisticOf } from './statistics.ts'

/** A query as its words are understood. */
export type MetricQuery = StatQuery | ExpressionQuery

interface AnyQuery {
  readonly id: string
  readonly label: string | undefined
  readonly returnsData: boolean
}

export interface StatQuery extends AnyQuery {
  readonly kind: 'stat'
  readonly metric: {
    readonly namespace: string
    readonly name: string
    readonly dimensions: readonly Dimension[]
  }
  readonly periodSeconds: number
  readonly statisticName: string
  readonly statistic: Statistic
  readonly unit: string | undefined
}

export interface ExpressionQuery extends AnyQuery {
  readonly kind: 'expression'
  readonly expression: Expression
}

/** @throws ServiceError ValidationError */
export function readQueries(
  queries: readonly MetricDataQuery[],
  own: { readonly account: string },
): readonly MetricQuery[] {
  if (queries.length > LIMITS.dataQueries) {
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${LIMITS.dataQueries}.`,
    )
  }
  const ids = new Set(queries.map(({ Id }) => Id))
  if (ids.size < queries.length) {
    throw validationError('The values for parameter id in MetricDataQueries must be unique.')
  }
  const read = queries.map(query => readQuery(query, own))
  for (const query of read) {
    if (query.kind === 'expression') assertExpression(query.id, query.expression, ids)
  }
  return read
}

function readQuery(query: MetricDataQuery, own: { readonly account: string }): MetricQuery {
  const { Id: id, Expression, MetricStat, AccountId } = query
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) {
    throw validationError(
      `The value ${id} for parameter id in MetricDataQueries must start with a lowercase letter and hold letters, digits and underscores only.`,
    )
  }
  if (AccountId !== undefined && AccountId !== own.account) {
    throw validationError('Metrics of other accounts cannot be read here.')
  }
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw validationError(
      `The query ${id} must have either MetricStat or Expression, and not both.`,
    )
  }
  const any = { id, label: query.Label, returnsData: query.ReturnData ?? true }
  if (MetricStat) return { ...any, ...readStat(MetricStat, id) }
  const expression = parseExpression(Expression ?? '')
  if (!expression.ok) {
    throw validationError(`Error in expression '${id}': ${expression.error}`)
  }
  return { ...any, kind: 'expression', expression: expression.value }
}

function readStat(
  { Metric, Period, Stat, Unit }: MetricStat,
  id: string,
): Omit<StatQuery, keyof AnyQuery> {
  const { Namespace, MetricName } = Metric
  if (Namespace === undefined || MetricName === undefined) {
    throw validationError(`The metric of query ${id} must have a namespace and a name.`)
  }
  const statistic = statisticOf(Stat)
  if (!statistic) throw validationError(`The value ${Stat} for parameter Stat is not supported.`)
  if (!isPeriod(Period)) {
    throw validationError(
      `The value ${Period} for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    )
  }
  return {
    kind: 'stat',
    metric: { namespace: Namespace, name: MetricName, dimensions: inOrder(Metric.Dimensions) },
    periodSeconds: Period,
    statisticName: Stat,
    statistic,
    unit: Unit,
  }
}

export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)

/** @throws ServiceError when an expression reads or calls what is not there */
function assertExpression(id: string, expression: Expression, known: ReadonlySet<string>): void {
  const { references, functions } = namesIn(expression)
  const missing = [...references].find(name => !known.has(name) && !FILLERS.has(name))
  const foreign = [...functions].find(name => !Object.hasOwn(FUNCTIONS, name))
  const problem =
    foreign !== undefined ? unsupported(foreign) : missing !== undefined && unknownId(missing)
  if (problem) throw validationError(`Error in expression '${id}': ${problem}`)
}
