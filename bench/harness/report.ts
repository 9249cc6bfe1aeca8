/** One figure of a bench (design §8). */
export interface Row {
  readonly bench: string
  readonly case: string
  /** `parley`, or the peer beside it. */
  readonly subject: string
  readonly metric: string
  readonly value: number
}

/** Prints rows as they are made: one JSON object a line with `--json`, a table otherwise. */
export function reporter(bench: string, json = process.argv.includes('--json')) {
  return (name: string, subject: string, metrics: Readonly<Record<string, number>>): void => {
    for (const [metric, value] of Object.entries(metrics)) {
      const row: Row = { bench, case: name, subject, metric, value }
      const line = `${name.padEnd(20)}${subject.padEnd(14)}${metric.padEnd(22)}${shown(value)}`
      process.stdout.write(`${json ? JSON.stringify(row) : line}\n`)
    }
  }
}

const shown = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
