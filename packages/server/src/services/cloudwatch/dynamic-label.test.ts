import { describe, expect, it } from 'vitest'
import { dynamicLabel, type LabelSource, offsetOf } from './dynamic-label.ts'
import { statisticOf } from './statistics.ts'

const START = Date.UTC(2026, 0, 20, 12)
const source: LabelSource = {
  query: {
    ...{ kind: 'stat', id: 'm', label: undefined, returnsData: true, unit: undefined },
    metric: {
      namespace: 'AWS/Lex',
      name: 'Turns',
      dimensions: [{ Name: 'BotName', Value: 'Shop' }],
    },
    ...{ periodSeconds: 60, statisticName: 'Sum', statistic: statisticOf('Sum') ?? (() => 0) },
  },
  series: {
    ...{ label: '', periodSeconds: 60 },
    points: [5, 1, 9, 3].map((value, index) => ({ time: START + index * 60_000, value })),
  },
  plain: 'Turns Sum',
  scope: { account: '123456789012', region: 'us-east-1' },
  offsetMinutes: 0,
}

describe('a label', () => {
  it.each([
    ['nothing live', 'nothing live'],
    ['${LABEL}!', 'Turns Sum!'],
    ['${AVG} ${SUM} ${MIN} ${MAX}', '4.5 18 1 9'],
    ['${FIRST}..${LAST} (${DATAPOINT_COUNT})', '5..3 (4)'],
    ['${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}', '8 -2'],
    ['${MAX_TIME} ${FIRST_TIME}', '2026-01-20 12:02:00 UTC 2026-01-20 12:00:00 UTC'],
    ["${PROP('Dim.BotName')}/${PROP('Dim.None')}/${PROP('MetricName')}", 'Shop//Turns'],
    ["${PROP('Namespace')} ${PROP('Stat')} ${PROP('Period')}", 'AWS/Lex Sum 60'],
    ["${PROP('AccountId')} ${PROP('Region')}", '123456789012 us-east-1'],
    ["${NOTHING} ${PROP('constructor')} ${AVG", "${NOTHING} ${PROP('constructor')} ${AVG"],
    ['${SUM}'.repeat(7), `${'18'.repeat(6)}\${SUM}`],
  ])('%s is %s', (label, expected) => {
    expect(dynamicLabel(label, source)).toBe(expected)
  })

  it('has no live values where nothing was measured', () => {
    const empty = { ...source, series: { ...source.series, points: [] } }
    expect(dynamicLabel('${AVG} ${DATAPOINT_COUNT}', empty)).toBe('${AVG} 0')
  })

  it('shows times in the zone that was asked for', () => {
    const shown = (zone: string) => {
      const offsetMinutes = offsetOf(zone)
      return dynamicLabel('${FIRST_TIME}', { ...source, offsetMinutes })
    }
    expect(shown('+0130')).toBe('2026-01-20 13:30:00 +0130')
    expect(shown('-0800')).toBe('2026-01-20 04:00:00 -0800')
    expect(() => offsetOf('CET')).toThrow('The value CET is no time zone like +0130.')
  })
})
