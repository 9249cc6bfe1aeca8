/**
 * Throws random text at a recogniser and random patterns at the pattern parser: nothing may crash, take
 * long, or answer with spans outside the text. Stops at the first finding and tells what replays it.
 *
 *   npm run fuzz:nlu -- [RUNS] [SEED]
 */
import { type Locale, loadRecogniser, parseSlotPattern, train } from '../src/index.ts'
import { newRandom, type SeededRandom } from '../src/table/random.ts'
import { bot, intent, slot, type } from '../src/testing.ts'

const SLOW_MS = 250
const LONG_SHARE = 0.003
const PROGRESS_RUNS = 500_000
const NOW = Date.UTC(2026, 0, 7)

const definition = bot(
  [
    intent(
      'Book',
      ['book a {Kind} room in {City}', 'book {Nights} nights', 'room {Code}'],
      [
        slot('Kind', 'Kinds', ['{Kind} please']),
        slot('City', 'AMAZON.City'),
        slot('Nights', 'AMAZON.NUMBER'),
        slot('Code', 'Codes'),
      ],
    ),
    intent('Cancel', ['cancel it', 'never mind']),
  ],
  [
    type('Kinds', 'TOP_RESOLUTION', { double: ['twin'], '.*': ['(a+)+$'], 'D.V.D.': [] }),
    {
      name: 'Codes',
      strategy: 'ORIGINAL_VALUE',
      values: [],
      pattern: '([A-Z]{0,9}[0-9]{0,9}){0,9}',
    },
  ],
)
/** Written with blanks, with elisions, and without blanks. */
const LOCALES: readonly Locale[] = ['en-US', 'fr-FR', 'ja-JP']
const recognisers = LOCALES.map(locale => loadRecogniser(train({ ...definition, locale })))

const PIECES = [
  ...['book', 'a', 'double', 'twin', 'room', 'in', 'rome', '5', 'nights', 'cancel', 'AB12', '.*'],
  ...[
    '\u0301',
    '\u200d',
    '\ud83d',
    '\ude00',
    '\ufdfa',
    '\u3099',
    'ｶ',
    "'",
    '’',
    '{',
    '}',
    '\n',
    '\0',
  ],
  ...['(a+)+$', '１２', 'ß', 'İ', '🏳️‍🌈', ' ', '  ', '@', '-', '.', ',', '%', '東京', 'und', 'né'],
]

/** What the runs came across: a fuzz that finds no values tests nothing. */
export interface FuzzTally {
  slots: number
  answers: number
  patterns: number
  /** Runs above SLOW_MS of CPU time, with their milliseconds. */
  readonly slow: { readonly run: number; readonly ms: number }[]
}

export function fuzz(runs: number, seed: number): FuzzTally {
  const random = newRandom(seed)
  const tally: FuzzTally = { slots: 0, answers: 0, patterns: 0, slow: [] }
  for (let run = 0; run < runs; run++) {
    const text = randomText(random)
    const pattern = randomPattern(random)
    const begin = process.cpuUsage()
    try {
      readEverything(text, random, tally)
      readPattern(pattern, text, tally)
    } catch (cause) {
      const inputs = `${JSON.stringify(text)} ${JSON.stringify(pattern)}`
      throw new Error(`run ${run} of seed ${seed}: ${inputs}`, { cause })
    }
    const { user, system } = process.cpuUsage(begin)
    const ms = (user + system) / 1000
    if (ms > SLOW_MS) tally.slow.push({ run, ms })
    if ((run + 1) % PROGRESS_RUNS === 0) console.log(`${run + 1} runs of seed ${seed} so far`)
  }
  return tally
}

function randomText(random: SeededRandom): string {
  const pieces = random() < LONG_SHARE ? Math.floor(random() * 600) : Math.floor(random() * 14)
  let text = ''
  for (let at = 0; at < pieces; at++) {
    if (random() < 0.7) text += PIECES[Math.floor(random() * PIECES.length)]
    else text += String.fromCharCode(Math.floor(random() * (random() < 0.5 ? 128 : 65536)))
    if (random() < 0.6) text += ' '
  }
  return text.slice(0, 1024)
}

function randomPattern(random: SeededRandom): string {
  const alphabet = 'ab09A-[](){},|\\u?*+^.12 '
  const length = Math.floor(random() * 24)
  let pattern = ''
  for (let at = 0; at < length; at++) pattern += alphabet[Math.floor(random() * alphabet.length)]
  return pattern
}

const SLOTS = ['Kind', 'City', 'Nights', 'Code']

/** All that a recogniser can be asked about a text; one slot of the four takes its turn. */
function readEverything(text: string, random: SeededRandom, tally: FuzzTally): void {
  const draw = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const recogniser = draw(recognisers)
  const { ranked } = recogniser.recognise(text, { now: NOW, exactOnly: random() < 0.1 })
  for (const { score, slots } of ranked) {
    check(score >= 0 && score <= 1, 'a score between 0 and 1')
    tally.slots += slots.length
    for (const { start, end, value } of slots)
      check(text.slice(start, end) === value.original, 'a span that holds its value')
  }
  const slot = draw(SLOTS)
  for (const mode of ['closed', 'open'] as const) {
    const value = recogniser.readSlot({ intent: 'Book', slot, now: NOW }, text, mode)
    if (value) tally.answers++
    check(value === undefined || text.includes(value.original), 'a value out of the text')
  }
  for (const asked of [undefined, slot])
    for (const { start, end } of recogniser.findSlots('Book', text, NOW, asked))
      check(start >= 0 && start < end && end <= text.length, 'a span inside the text')
  recogniser.readAnswer(text)
}

function readPattern(source: string, text: string, tally: FuzzTally): void {
  const parsed = parseSlotPattern(source)
  if (!parsed.ok) check(parsed.message.length > 0, 'a reason')
  else {
    tally.patterns++
    parsed.pattern.matches(text.slice(0, 30))
    const example = parsed.pattern.example(newRandom(text.length))
    check(example.length === 30 || parsed.pattern.matches(example), 'an example that matches')
  }
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new Error(`expected ${expected}`)
}

function main(runs: number, seed: number): void {
  const { slots, answers, patterns, slow } = fuzz(runs, seed)
  for (const { run, ms } of slow) console.log(`run ${run}: ${ms.toFixed(0)} ms`)
  console.log(
    `${runs} runs of seed ${seed}: sound (${slots} slots, ${answers} answers, ${patterns} patterns)`,
  )
}

if (import.meta.main) main(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1))
