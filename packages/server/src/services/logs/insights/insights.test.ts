import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from './parse-query.ts'
import { createPipeline } from './pipeline.ts'
import { rowOf } from './row.ts'

const START = Date.UTC(2026, 0, 31, 10)

const STREAM = { groupId: 'g', streamId: 's', name: 'web', log: '123456789012:shop' }

/** Rows of a query over these messages, a minute apart, the latest first. */
function asked(text: string, messages: readonly string[], limit = 100) {
  const pipeline = createPipeline(parseQuery(text), limit, { now: START })
  for (const [index, message] of [...messages.entries()].reverse()) {
    const time = START + index * 60_000
    const event = {
      id: `${time}`.padStart(14, '0').padEnd(45, '0'),
      time,
      message,
      ingestedAt: time + 5,
      stream: STREAM,
    }
    pipeline.push(rowOf(event))
  }
  const rows = pipeline
    .end()
    .map(cells =>
      Object.fromEntries(
        cells.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value]),
      ),
    )
  return { rows, matched: pipeline.matched() }
}

const ORDERS = [
  { user: 'ada', status: 200, ms: 12, item: { name: 'rose', tags: ['red'] } },
  { user: 'bob', status: 500, ms: 150, ok: false },
  { user: 'ada', status: 404, ms: 8, 'odd.name': 'x' },
  { user: 'cy', status: 200, ms: 30, item: { name: 'tulip' } },
].map(order => JSON.stringify(order))

const LINES = [
  'GET /a user=ada, took 12 ms',
  'PUT /b user=bob, took 7 ms',
  'nothing to see',
  'GET /c user=ada, took 30 ms {"id": 7}',
]

type Table = readonly (readonly [query: string, rows: readonly object[]])[]

const OVER_JSON: Table = [
  [
    'filter status >= 400 | fields user, status',
    [
      { user: 'ada', status: '404' },
      { user: 'bob', status: '500' },
    ],
  ],
  ['fields user | filter user in ["cy", \'bob\'] and not (status = 500)', [{ user: 'cy' }]],
  ['filter ms * 2 + 1 = 25 | fields ms / 4 as quarter, user', [{ quarter: '3', user: 'ada' }]],
  [
    'filter item.name like /^T/ or item.name like "ose" | fields item.name',
    [{ 'item.name': 'rose' }],
  ],
  ['filter user =~ /(?i)^B/ | fields user', [{ user: 'bob' }]],
  ['filter ispresent(`odd.name`) | display `odd.name`, item.tags.0', [{ 'odd.name': 'x' }]],
  ['filter item.tags.0 = "red" | fields item', [{ item: '{"name":"rose","tags":["red"]}' }]],
  [
    'stats count(*) by user | sort user',
    [
      { user: 'ada', 'count(*)': '2' },
      { user: 'bob', 'count(*)': '1' },
      { user: 'cy', 'count(*)': '1' },
    ],
  ],
  [
    'stats count(*) as n, sum(ms) as total, avg(ms), min(ms), max(ms), pct(ms, 50) as p50',
    [{ n: '4', total: '200', 'avg(ms)': '50', 'min(ms)': '8', 'max(ms)': '150', p50: '12' }],
  ],
  [
    'stats count_distinct(user) as users, sum(ms) / count(*) as mean, median(ms) as mid',
    [{ users: '3', mean: '50', mid: '12' }],
  ],
  [
    'stats earliest(user) as one, latest(user) as two, stddev(status) as spread',
    [{ one: 'ada', two: 'cy', spread: '150.6784656146989' }],
  ],
  ['filter status > 900 | stats count(*) as n, max(ms) as top', [{ n: '0' }]],
  [
    'stats count(*) by bin(2m) as at | sort at desc',
    [
      { at: '2026-01-31 10:02:00.000', 'count(*)': '2' },
      { at: '2026-01-31 10:00:00.000', 'count(*)': '2' },
    ],
  ],
  ['stats count(*) as n by user | filter n > 1 | stats max(n) as most', [{ most: '2' }]],
  ['stats count(*) by user | sort count(*) desc | limit 1', [{ user: 'ada', 'count(*)': '2' }]],
  ['sort ms desc | limit 2 | fields ms', [{ ms: '150' }, { ms: '30' }]],
  [
    'sort item.name asc, ms desc | fields item.name, ms',
    [
      { 'item.name': 'rose', ms: '12' },
      { 'item.name': 'tulip', ms: '30' },
      { ms: '150' },
      { ms: '8' },
    ],
  ],
  [
    'dedup user | fields user, ms',
    [
      { user: 'cy', ms: '30' },
      { user: 'ada', ms: '8' },
      { user: 'bob', ms: '150' },
    ],
  ],
  ['filter ok = false | fields user, ok', [{ user: 'bob', ok: 'false' }]],
  ['filter absent != "x" | stats count(*) as n', [{ n: '4' }]],
  ['filter absent = "x" or absent < 3 | stats count(*) as n', [{ n: '0' }]],
  [
    'filter ms = 8 | fields concat(toupper(user), "-", substr(user, 1)) as a, strlen(user) as b',
    [{ a: 'ADA-da', b: '3' }],
  ],
  [
    'filter ms = 8 | fields replace(user, "a", "o") as a, coalesce(nil, user) as b, greatest(ms, 3) as c',
    [{ a: 'odo', b: 'ada', c: '8' }],
  ],
  [
    'filter ms = 8 | fields trim("  x ") as a, ltrim("xxa", "x") as b, isempty(nil) as c, strcontains(user, "d") as d',
    [{ a: 'x', b: 'a', c: 'true', d: '1' }],
  ],
  [
    'filter ms = 8 | fields datefloor(@timestamp, 1h) as a, dateceil(@timestamp, 1mo) as b, toMillis(@timestamp) as c',
    [{ a: '2026-01-31 10:00:00.000', b: '2026-02-01 00:00:00.000', c: String(START + 120_000) }],
  ],
  [
    'filter ms = 8 | fields fromMillis(0) as a, now() as b, -ms as c, 2 ^ 3 % 5 as d',
    [{ a: '1970-01-01 00:00:00.000', b: String(START / 1000), c: '-8', d: '3' }],
  ],
  [
    'filter ms = 8 | fields isValidIp("::1") as a, isIpv4InSubnet("10.1.2.3", "10.0.0.0/8") as b',
    [{ a: 'true', b: 'true' }],
  ],
  [
    '# a comment\nfilter ms = 8 # another\n| fields @logStream, @log, @timestamp',
    [{ '@logStream': 'web', '@log': '123456789012:shop', '@timestamp': '2026-01-31 10:02:00.000' }],
  ],
]

const OVER_LINES: Table = [
  ['limit 1', [{ '@timestamp': '2026-01-31 10:03:00.000', '@message': LINES[3] }]],
  [
    'parse @message "user=*, took * ms" as user, ms | filter ispresent(user) | stats sum(ms) as ms by user | sort user',
    [
      { user: 'ada', ms: '42' },
      { user: 'bob', ms: '7' },
    ],
  ],
  [
    'parse "* *" as verb, rest | filter verb = "PUT" | display verb, rest',
    [{ verb: 'PUT', rest: '/b user=bob, took 7 ms' }],
  ],
  [
    'parse @message /(?<verb>GET|PUT) (?<path>\\S+)/ | stats count(*) as n by verb | filter verb = "GET"',
    [{ verb: 'GET', n: '2' }],
  ],
  [
    'parse @message /took (\\d+)/ as took | filter took > 10 | fields took | sort took',
    [{ took: '12' }, { took: '30' }],
  ],
  ['filter id = 7 | fields id', [{ id: '7' }]],
  ['filter @message like "see" | fields @message', [{ '@message': 'nothing to see' }]],
  ['filter @message not like /user/ | fields @message', [{ '@message': 'nothing to see' }]],
]

const BROKEN = [
  '',
  '|',
  'fields',
  'unknown x',
  'filter',
  'filter a =',
  'filter (a = 1',
  'filter a like b',
  'filter a like /(/',
  'filter a like /x',
  'filter count(*) > 1',
  'filter nofunction(a)',
  'filter abs(a, b)',
  'stats count(* by a',
  'stats pct(a)',
  'limit x',
  'limit 0',
  'limit 10001',
  'parse @message "a*b*" as x',
  'parse @message "a" as x',
  'parse @message /a/',
  'fields a as',
  'fields "open',
  'fields a, | limit 1',
  'fields 5x',
  'filter a in []',
  `filter ${'('.repeat(100)}a${')'.repeat(100)}`,
  `filter ${'not '.repeat(100)}a`,
  `filter ${'a = 1 or '.repeat(1_100)} b = 1`,
  `${'limit 1 | '.repeat(70)} limit 1`,
]

describe('Insights queries', () => {
  it.each(OVER_JSON)('over JSON: %s', (query, rows) => {
    expect(asked(query, ORDERS).rows).toEqual(rows)
  })

  it.each(OVER_LINES)('over lines: %s', (query, rows) => {
    expect(asked(query, LINES).rows).toEqual(rows)
  })

  it('count what their filters let pass', () => {
    expect(
      asked('filter ms > 10 | stats count(*) by user | filter user = "x"', ORDERS).matched,
    ).toBe(3)
    expect(asked('fields ms | limit 1', ORDERS).matched).toBe(4)
  })

  it('show a pointer with every event, and have no more rows than wanted', () => {
    const pipeline = createPipeline(parseQuery('fields @message'), 1, { now: 0 })
    for (const time of [2, 1]) {
      pipeline.push(
        rowOf({
          id: `${time}`.padStart(45, '0'),
          time,
          message: `m${time}`,
          ingestedAt: 0,
          stream: STREAM,
        }),
      )
    }
    const [row, ...more] = pipeline.end()
    expect(more).toEqual([])
    expect(row?.map(({ field }) => field)).toEqual(['@message', '@ptr'])
    expect(row?.[0]?.value).toBe('m2')
  })

  it.each(BROKEN)('that cannot be read are refused, with the place: %s', query => {
    expect(() => parseQuery(query)).toThrow(
      expect.objectContaining({
        code: 'MalformedQueryException',
        members: expect.objectContaining({ queryCompileError: expect.anything() }),
      }),
    )
  })

  it('sort by hand and by query alike', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 10 }), (values, limit) => {
        const messages = values.map(n => JSON.stringify({ n }))
        const { rows } = asked('sort n desc | fields n', messages, limit)
        const expected = values.toSorted((a, b) => b - a).slice(0, limit)
        expect(rows).toEqual(expected.map(n => ({ n: String(n) })))
      }),
    )
  })

  it('hold no more than they can show, and refuse what is too large', () => {
    const large = Array.from({ length: 5 }, (_, n) =>
      JSON.stringify({ n, text: `${n}`.repeat(8_000_000) }),
    )
    const { rows } = asked('fields n | sort n desc | limit 1', large)
    expect(rows).toEqual([{ n: '4' }])
    expect(() => asked('sort n | filter n > 1', large)).toThrow('too much text to sort')
    expect(() => asked('fields @message', large)).toThrow('too large a result')
    for (const query of ['stats count(*) by text', 'stats latest(text) by n', 'dedup text']) {
      expect(() => asked(query, large), query).toThrow('more than a query may hold')
    }
  })

  it('make no text that grows without end, nor hold many long ones', () => {
    const message = JSON.stringify({ text: 'x'.repeat(900_000) })
    const doubled = Array.from({ length: 20 }, (_, n) => `concat(t${n}, t${n}) as t${n + 1}`)
    for (const query of [
      `fields text as t0, ${doubled.join(', ')}`,
      'fields replace(text, "x", text) as t',
    ]) {
      expect(() => asked(query, [message]), query).toThrow('too long a text')
    }
    const small = Array.from({ length: 30 }, () => '{"n":1}')
    const literal = 'y'.repeat(9_000)
    const grown = `concat("${literal}", "") as t0, ${doubled.slice(0, 7).join(', ')}`
    expect(() => asked(`fields ${grown} | sort n | filter n > 1`, small)).toThrow(
      'too much text to sort',
    )
  })

  it('trim, and read digits, in time that does not explode', () => {
    const long = `${'1'.repeat(900_000)}x`
    const { rows } = asked('filter @message > 1 | fields strlen(trim(@message, @message)) as n', [
      long,
    ])
    expect(rows).toEqual([{ n: '0' }])
    const other = JSON.stringify({ s: 'b'.repeat(400_000), c: `${'a'.repeat(400_000)}b` })
    expect(asked('fields strlen(trim(s, c)) as n', [other]).rows).toEqual([{ n: '0' }])
  })

  it('pass over what is nested deeper than can be told', () => {
    const message = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"b":1}`
    expect(asked('fields a, b', [message]).rows).toEqual([{ b: '1' }])
  })

  it('either parse or are refused as malformed, whatever they hold', () => {
    const pieces = fc.constantFrom(
      ...[
        'fields ',
        'filter ',
        'stats ',
        'parse ',
        'sort ',
        'limit ',
        'by ',
        'as ',
        '| ',
        'count(',
        'bin(',
      ],
      ...[
        '*',
        ')',
        '(',
        '[',
        ']',
        ', ',
        '"',
        "'",
        '/',
        '\\',
        '`',
        '=',
        '!=',
        'like ',
        'in ',
        'not ',
        'a',
        '1',
        '5m',
      ],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), parts => {
        try {
          const pipeline = createPipeline(parseQuery(parts.join('')), 10, { now: 0 })
          pipeline.push(
            rowOf({
              id: '0'.repeat(45),
              time: 1,
              message: '{"a":1}',
              ingestedAt: 0,
              stream: STREAM,
            }),
          )
          pipeline.end()
        } catch (error) {
          expect(error).toMatchObject({ code: 'MalformedQueryException' })
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
