import type { Cut } from './cutter.ts'
import { addField, flatten } from './flatten.ts'
import type { Field, ParsedLine } from './format.ts'
import { stateless, textField, unparsed } from './parser.ts'
import { EXPORT_TIME, timeOf } from './times.ts'

/** Records of JSON logs (spec/surroundings.md §14.6). */
export const jsonParser = stateless(cut => parseRecord(cut, timeIn))

/** What CloudTrail delivers; its time is `eventTime` alone. */
export const cloudtrailParser = stateless(cut =>
  parseRecord(cut, fields => timeOf(fieldOf(fields, 'eventTime'))),
)

/** Conversation logs of Lex: as they are, as a log group exports them, or in a subscription's events. */
export const lexParser = stateless(cut =>
  cut.envelope
    ? parseEvent(cut)
    : withSentiment({ ...parseRecord(withoutExportTime(cut), timeIn), raw: cut.raw }),
)

/** Events of a CloudWatch Logs subscription. A message that is an object gives its fields to the event. */
export const cloudwatchParser = stateless(parseEvent)

function parseRecord(
  cut: Cut,
  timeFrom: (fields: readonly Field[]) => number | undefined,
): ParsedLine {
  if (cut.problem !== undefined) return unparsed(cut, cut.problem)
  const parsed = cut.value === undefined ? tryParse(cut.raw) : { value: cut.value }
  if (!parsed) return unparsed(cut, 'not JSON')
  const { value } = parsed
  const { raw } = cut
  if (value === null || typeof value !== 'object') {
    return { time: undefined, fields: [textField(raw)], problem: undefined, raw }
  }
  const { fields, problem } = flatten(value, raw)
  if (fields.length === 0) fields.push(textField(raw))
  return { time: timeFrom(fields), fields, problem, raw }
}

function parseEvent(cut: Cut): ParsedLine {
  const event = parseRecord(cut, fields => timeOf(fieldOf(fields, 'timestamp')))
  const { envelope, raw } = cut
  if (!envelope || cut.problem !== undefined) return withSentiment(event)
  const target = { fields: [] as Field[], problem: event.problem }
  for (const name of ENVELOPE_NAMES) {
    const value = envelope[name]
    if (typeof value === 'string') addField(target, name, value)
  }
  for (const [name, value] of event.fields) addField(target, name, value)
  const message = fieldOf(event.fields, 'message')
  const within = typeof message === 'string' ? tryParse(message)?.value : undefined
  if (within !== null && typeof within === 'object' && typeof message === 'string') {
    const inner = flatten(within, message)
    for (const [name, value] of inner.fields) addField(target, name, value)
    target.problem ??= inner.problem
  }
  return withSentiment({ ...target, time: event.time, raw })
}

function withoutExportTime(cut: Cut): Cut {
  const before = cut.problem === undefined ? EXPORT_TIME.exec(cut.raw)?.[0].length : undefined
  if (before === undefined) return cut
  const raw = cut.raw.slice(before)
  const message = tryParse(raw)
  return message ? { ...cut, raw, value: message.value } : cut
}

const ENVELOPE_NAMES = ['owner', 'logGroup', 'logStream', 'messageType'] as const

/** The first of the names under which logs tell their time whose value is one. */
function timeIn(fields: readonly Field[]): number | undefined {
  for (const name of TIME_NAMES) {
    const time = timeOf(fieldOf(fields, name))
    if (time !== undefined) return time
  }
  return undefined
}

const TIME_NAMES = ['timestamp', '@timestamp', 'time', 'eventTime', 'ts'] as const

/** The scores stand in the log as the text `{Positive: 0.02, Negative: 0.9, …}`. */
function withSentiment(line: ParsedLine): ParsedLine {
  const text = fieldOf(line.fields, SENTIMENT)
  if (typeof text !== 'string' || text.length > 200) return line
  const scores = [...text.matchAll(/([A-Za-z]{1,16}): ?([0-9.]{1,24}(?:[eE]-?[0-9]{1,3})?)/g)].map(
    ([, name = '', value]): Field => [`${SENTIMENT}.${name.toLowerCase()}`, Number(value)],
  )
  return { ...line, fields: [...line.fields, ...scores] }
}

const SENTIMENT = 'sentimentResponse.sentimentScore'

function fieldOf(fields: readonly Field[], name: string) {
  for (const field of fields) if (field[0] === name) return field[1]
  return undefined
}

function tryParse(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*[{[\-"0-9tfn]/.test(text)) return undefined
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
