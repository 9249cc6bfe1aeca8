/** Figures of this process, and their form in the text format of Prometheus. */
export interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter' | 'histogram'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly value: number
  /** Of a bounded number of values each: never what a caller chose. */
  readonly labels?: Readonly<Record<string, string>>
  /** `_bucket`, `_sum` or `_count` of a histogram. */
  readonly suffix?: string
}

/** A metric of one figure. */
export const metric = (
  type: 'gauge' | 'counter',
  name: string,
  help: string,
  value: number,
): Metric => ({ name, type, help, samples: [{ value }] })

/** `# HELP`, `# TYPE` and the samples of each. */
export const prometheusText = (metrics: readonly Metric[]): string =>
  metrics
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(
        ({ suffix = '', labels, value }) => `${name}${suffix}${labelsText(labels)} ${value}\n`,
      )
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')

function labelsText(labels: Sample['labels']): string {
  if (!labels) return ''
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return `{${parts.join(',')}}`
}

const escaped = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
