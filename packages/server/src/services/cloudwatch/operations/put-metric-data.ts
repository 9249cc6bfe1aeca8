import type { Check } from '../../../access/check.ts'
import { check } from '../../../operation/check.ts'
import type { Write } from '../../../store/store.ts'
import {
  cloudwatch,
  InvalidParameterValueException,
  type MetricDatum,
  MissingRequiredParameterException,
  type PutMetricDataInput,
} from '../../../wire/models/cloudwatch.ts'
import { type CloudwatchContext, operation, scopeOf } from '../context.ts'
import { sampleOf } from '../datums.ts'
import { LIMITS } from '../limits.ts'
import { metricWrite } from '../metrics.ts'
import { inOrder, type MetricName, metricId } from '../points/records.ts'
import type { Sample } from '../points/sample.ts'
import { sampleWrites } from '../points/writing.ts'
import { publishersPolicy } from '../publishers.ts'

/** Adds measurements to metrics; the first of a metric makes it known. */
export const putMetricData = operation(cloudwatch.PutMetricData, {
  dataEvent: true,
  authorize({ Namespace }, { account, compiler, identity }): Check {
    const isService = identity.principal.kind === 'service'
    return check(
      'cloudwatch:PutMetricData',
      { arns: 'any', account },
      {
        context: { 'cloudwatch:namespace': Namespace },
        ...(isService && { policies: async () => [publishersPolicy(compiler)] }),
      },
    )
  },

  async handle(input, context) {
    const { Namespace } = input
    if (Namespace.startsWith('AWS/') && context.identity.principal.kind !== 'service') {
      throw InvalidParameterValueException('The value AWS/ for parameter Namespace is invalid.')
    }
    assertText(Namespace, 'Namespace')
    const now = context.clock.now()
    const measured = measuredOf(input, context, now)
    const due = [...measured].filter(([id]) => context.seen.isDue(id, now))
    const writes: Write[] = due.map(([, { metric }]) => metricWrite(metric, now))
    // A call of another service that is made again under its id writes the same chunks again.
    const seq = context.requestId
    for (const [id, { samples }] of measured) writes.push(...sampleWrites(id, samples, seq))
    writes.push(...context.settling.due(now))
    await context.documents.commit(writes)
    context.settling.scheduled(now)
    for (const [id] of due) context.seen.entered(id, now)
  },
})

interface Measured {
  readonly metric: MetricName
  readonly samples: Sample[]
}

function measuredOf(
  input: PutMetricDataInput,
  context: CloudwatchContext,
  now: number,
): ReadonlyMap<string, Measured> {
  const all = new Map<string, Measured>()
  for (const { datum, place } of datumsOf(input)) {
    assertNames(datum, place)
    const metric = {
      ...scopeOf(context),
      namespace: input.Namespace,
      name: datum.MetricName,
      dimensions: inOrder(datum.Dimensions),
    }
    const id = metricId(metric)
    const known = all.get(id) ?? { metric, samples: [] }
    all.set(id, known)
    known.samples.push(sampleOf(datum, place, now))
  }
  return all
}

/** Those of entities count with the others; what an entity is called changes nothing about its metrics. */
function datumsOf({ MetricData = [], EntityMetricData = [] }: PutMetricDataInput) {
  const placed = (datums: readonly MetricDatum[], list: string) =>
    datums.map((datum, index) => ({ datum, place: `${list}.member.${index + 1}` }))
  const all = [
    ...placed(MetricData, 'MetricData'),
    ...EntityMetricData.flatMap(({ MetricData: own = [] }, index) =>
      placed(own, `EntityMetricData.member.${index + 1}.MetricData`),
    ),
  ]
  if (all.length === 0) {
    throw MissingRequiredParameterException('The parameter MetricData is required.')
  }
  if (all.length <= LIMITS.datumsPerRequest) return all
  throw InvalidParameterValueException(
    `The collection MetricData must not have a size greater than ${LIMITS.datumsPerRequest}.`,
  )
}

function assertNames({ MetricName, Dimensions = [] }: MetricDatum, place: string): void {
  assertText(MetricName, `${place}.MetricName`)
  for (const { Name, Value } of Dimensions) assertText(Name + Value, `${place}.Dimensions`)
  const names = new Set(Dimensions.map(({ Name }) => Name))
  if (names.size === Dimensions.length) return
  throw InvalidParameterValueException(
    `The parameter ${place}.Dimensions names a dimension more than once.`,
  )
}

/** JSON can spell half a character, which is no name of anything. */
function assertText(name: string, place: string): void {
  if (name.isWellFormed()) return
  throw InvalidParameterValueException(`The parameter ${place} is not valid Unicode text.`)
}
