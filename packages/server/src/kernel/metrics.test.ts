import { expect, it } from 'vitest'
import { metric, prometheusText } from './metrics.ts'

it('prints figures as Prometheus reads them', () => {
  const text = prometheusText([
    metric('gauge', 'a_bytes', 'Bytes.', 12),
    {
      name: 'b_total',
      type: 'counter',
      help: 'Answers.',
      samples: [
        { labels: { service: 'lex', status: '200' }, value: 3 },
        { labels: { service: 'a"\\\nb' }, suffix: '_sum', value: 0.5 },
      ],
    },
  ])
  expect(text).toBe(`# HELP a_bytes Bytes.
# TYPE a_bytes gauge
a_bytes 12
# HELP b_total Answers.
# TYPE b_total counter
b_total{service="lex",status="200"} 3
b_total_sum{service="a\\"\\\\\\nb"} 0.5
`)
})
