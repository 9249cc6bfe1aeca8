import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import { evaluate } from './evaluate.ts'
import { Misused, type Surroundings } from './functions.ts'
import { parseExpression } from './parse.ts'
import { oneSeries, type Series, type Value } from './series.ts'

const series = (label: string, ...values: (number | undefined)[]): Series => ({
  label,
  periodSeconds: 60,
  points: values.flatMap((value, index) =>
    value === undefined ? [] : [{ time: index * 60_000, value }],
  ),
})

const METRICS = {
  a: series('apples', 1, 2, undefined, 4),
  b: series('pears', 10, undefined, 30, 40),
  z: series('zeros', 0, 1, 0, 1),
  none: series('none'),
}

const around: Surroundings = {
  ...{ from: 0, to: 240_000, metrics: [METRICS.a, METRICS.b] },
  read: () => undefined,
}

function worth(text: string): unknown {
  const parsed = parseExpression(text)
  if (!parsed.ok) return `malformed: ${parsed.error}`
  const named = new Map<string, Value>(
    Object.entries(METRICS).map(([id, one]) => [id, oneSeries(one)]),
  )
  try {
    return shown(evaluate(parsed.value, id => named.get(id), around))
  } catch (error) {
    if (error instanceof Misused) return `misused: ${error.message}`
    throw error
  }
}

function shown(value: Value): unknown {
  if (value.kind === 'number') return value.number
  if (value.kind === 'text') return value.text
  return value.kind === 'series' ? column(value.series) : value.list.map(column)
}

/** Values at the four times of the request. */
const column = ({ points }: Series) =>
  [0, 1, 2, 3].map(index => points.find(({ time }) => time === index * 60_000)?.value ?? null)

describe('metric math', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ^ 3 * 2', 16],
    ['-2 ^ 2', -4],
    ['-a', [-1, -2, null, -4]],
    ['1.5e1', 15],
    ['a + 1', [2, 3, null, 5]],
    ['100 / b', [10, null, 100 / 30, 2.5]],
    ['a + b', [11, null, null, 44]],
    ['b / z', [null, null, null, 40]],
    ['a > 1', [0, 1, null, 1]],
    ['a > 1 AND b == 40', [0, null, null, 1]],
    ['a == 1 || b == 40', [1, null, null, 1]],
    [
      '[a, b]',
      [
        [1, 2, null, 4],
        [10, null, 30, 40],
      ],
    ],
    [
      '[a, b] * 2',
      [
        [2, 4, null, 8],
        [20, null, 60, 80],
      ],
    ],
    [
      '[a, b] - a',
      [
        [0, 0, null, 0],
        [9, null, null, 36],
      ],
    ],
  ])('knows what %s is', (text, expected) => {
    expect(worth(text)).toEqual(expected)
  })

  it.each<[string, unknown]>([
    ['SUM(a)', 7],
    ['AVG(b)', 80 / 3],
    ['MIN([a, b])', [1, 2, 30, 4]],
    ['MAX([a, b])', [10, 2, 30, 40]],
    ['SUM([a, b])', [11, 2, 30, 44]],
    ['sum(METRICS())', [11, 2, 30, 44]],
    ['SUM(METRICS("pea"))', [10, null, 30, 40]],
    ['STDDEV(z)', 0.5],
    ['METRIC_COUNT([a, b])', 2],
    ['PERIOD(a)', 60],
    ['RATE(a)', [null, 1 / 60, null, 2 / 120]],
    ['DIFF(b)', [null, null, 20, 10]],
    ['RUNNING_SUM(a)', [1, 3, null, 7]],
    ['FILL(a, 0)', [1, 2, 0, 4]],
    ['FILL(none, 0)', [0, 0, 0, 0]],
    ['FILL(a, REPEAT)', [1, 2, 2, 4]],
    ['FILL(b, LINEAR)', [10, 20, 30, 40]],
    ['IF(z, a, b)', [10, 2, 30, 4]],
    ['IF(z, 5)', [null, 5, null, 5]],
    ['IF(a > 1, 1, 0)', [0, 1, null, 1]],
    ['ABS(-3)', 3],
    ['CEIL(b / 7)', [2, null, 5, 6]],
    ['FLOOR(b / 7)', [1, null, 4, 5]],
    ['TIME_SERIES(7)', [7, 7, 7, 7]],
  ])('computes %s', (text, expected) => {
    expect(worth(text)).toEqual(expected)
  })

  it.each([
    ['', 'malformed: unexpected end of the expression'],
    ['a +', 'malformed: unexpected end of the expression'],
    ['a b', 'malformed: unexpected `b`'],
    ['(a', 'malformed: unexpected end of the expression'],
    ['a ; b', 'malformed: unexpected character `;`'],
    ['[a,]', 'malformed: unexpected `]`'],
    ['FOO(a)', "misused: Unsupported function 'FOO'"],
    ['constructor(a)', "misused: Unsupported function 'CONSTRUCTOR'"],
    ['nothing + 1', "misused: Unknown id 'nothing'"],
    ['[1]', 'misused: a list holds time series'],
    ['[a] + [b]', 'misused: two lists cannot be combined'],
    ['SUM(1)', 'misused: expected a time series'],
    ['FILL(a, "up")', 'misused: FILL takes a number, REPEAT or LINEAR'],
    ['("'.repeat(3), 'malformed: unexpected character `"`'],
    ['('.repeat(200), 'malformed: the expression is too deep'],
    ['-'.repeat(200), 'malformed: the expression is too deep'],
    [`1${'+1'.repeat(LIMITS.expressionParts)}`, 'malformed: the expression is too long'],
  ])('refuses %s', (text, refusal) => {
    expect(worth(text)).toBe(refusal)
  })

  it('is finite for any text', () => {
    const words = fc.constantFrom(
      'a',
      'b',
      '(',
      ')',
      '[',
      ']',
      ',',
      '+',
      '-',
      '*',
      '/',
      '^',
      '<',
      '1',
      'SUM',
      'IF',
      'FILL',
      '"',
      'REPEAT',
      'METRICS',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), parts => {
        expect(worth(parts.join(' '))).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })
})
