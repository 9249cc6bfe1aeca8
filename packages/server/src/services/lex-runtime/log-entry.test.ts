import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Session } from '../../dialog/session.ts'
import { step } from '../../dialog/step.ts'
import { botFrom, slot } from '../../dialog/transcripts/fixtures.ts'
import { type LoggedTurn, logEntry } from './log-entry.ts'

/** What a conversation log tells of a turn, and what it hides (transcript #40). */

const BOT = botFrom({
  intents: [
    {
      name: 'Introduce',
      utterances: ['my name is {full_name}', 'let me introduce myself'],
      slots: [
        slot('full_name', 'Names', 1, { ask: 'Your name?', obfuscated: true }),
        slot('town', 'Towns', 2, { ask: 'Hello {full_name}, which town?' }),
      ],
    },
  ],
  types: [
    { name: 'Names', values: { 'John Doe': [], 'Jane Roe': [] } },
    { name: 'Towns', values: { Boston: [] }, restricted: true },
  ],
})

const NOW = Date.parse('2026-03-02T10:00:00Z')

/** The log entries of a conversation, one a turn. */
function entries(
  texts: readonly string[],
  more: Partial<LoggedTurn['event']> = {},
): Record<string, unknown>[] {
  let session: Session | undefined
  return texts.map(text => {
    const event = {
      kind: 'utterance' as const,
      now: NOW,
      seed: 0,
      userId: 'ann',
      alias: 'PROD',
      outputMode: 'Text' as const,
      text,
      ...more,
    }
    const { session: after, command } = step(BOT, session, event)
    session = after
    if (command.kind !== 'respond') throw new Error(`no answer: ${JSON.stringify(command)}`)
    const target = { botName: 'Shop', botAlias: 'PROD', userId: 'ann' }
    const turn = { ...command, target, botVersion: '1', bot: BOT, event, requestId: 'r-1' }
    return JSON.parse(JSON.stringify(logEntry(turn)))
  })
}

/** What the last turn heard as a name. */
function heardName(texts: readonly string[]): string | undefined {
  let session: Session | undefined
  let before: Session | undefined
  for (const text of texts) {
    const base = { kind: 'utterance', now: NOW, seed: 0, userId: 'ann', alias: 'PROD' } as const
    before = session
    session = step(BOT, session, { ...base, outputMode: 'Text', text }).session
  }
  const details = (of: Session | undefined) => of?.current?.slotDetails['full_name']
  return details(session) === details(before)
    ? undefined
    : (details(session)?.originalValue ?? undefined)
}

describe('a log entry', () => {
  it('tells the turn, and has no member without something to say', () => {
    const [entry] = entries(['let me introduce myself'])
    expect(entry).toEqual({
      messageVersion: '1.0',
      botName: 'Shop',
      botAlias: 'PROD',
      botVersion: '1',
      inputTranscript: 'let me introduce myself',
      botResponse: 'Your name?',
      intent: 'Introduce',
      slots: { full_name: null, town: null },
      slotToElicit: 'full_name',
      nluIntentConfidence: 1,
      alternativeIntents: [],
      developerOverride: false,
      missedUtterance: false,
      inputDialogMode: 'Text',
      requestId: 'r-1',
      userId: 'ann',
      sessionId: expect.stringMatching(/^2026-03-02T10:00:00\.000Z-/),
      dialogState: 'ElicitSlot',
      locale: 'en-US',
      timestamp: '2026-03-02T10:00:00.000Z',
    })
  })

  it('names no intent when nothing was understood', () => {
    const [, entry] = entries(['my name is Jane Roe', 'purple monkey'])
    expect(entry).toMatchObject({
      missedUtterance: true,
      inputTranscript: 'purple monkey',
      dialogState: 'ElicitSlot',
    })
    expect(Object.keys(entry ?? {})).not.toEqual(
      expect.arrayContaining(['intent', 'slots', 'slotToElicit']),
    )
    expect(entry).not.toHaveProperty('intent')
    expect(entry).not.toHaveProperty('slots')
    expect(entry).not.toHaveProperty('slotToElicit')
  })

  it('has the attributes of the request, those of the session only when they were sent', () => {
    const [entry] = entries(['let me introduce myself'], {
      sessionAttributes: { a: 'b' },
      requestAttributes: { 'x-amz-lex:slack-bot-token': 'xoxb-1', dept: 'HR' },
    })
    expect(entry).toMatchObject({
      sessionAttributes: { a: 'b' },
      requestAttributes: { 'x-amz-lex:slack-bot-token': '****', dept: 'HR' },
    })
  })
})

describe('an obfuscated slot', () => {
  it('hides what was recognised, in the text and among the slots', () => {
    const [entry] = entries(['my name is Jane Roe'])
    expect(entry).toMatchObject({
      inputTranscript: 'my name is {full_name}',
      slots: { full_name: '{full_name}', town: null },
      // The bot's own words are not touched.
      botResponse: 'Hello Jane Roe, which town?',
    })
  })

  it('escapes the braces that the user wrote', () => {
    const [entry] = entries(['my name is {John Stiles}'])
    expect(entry?.['inputTranscript']).toBe('my name is \\{{full_name}\\}')
  })

  it('hides an answer to its question whole when it was not recognised', () => {
    const [, entry] = entries(['let me introduce myself', '@@@'])
    expect(entry).toMatchObject({ inputTranscript: '{full_name}', missedUtterance: true })
  })

  it('hides an answer to its question', () => {
    const [, entry] = entries(['let me introduce myself', 'Erik Johansson'])
    expect(entry).toMatchObject({
      inputTranscript: '{full_name}',
      slots: { full_name: '{full_name}', town: null },
    })
  })

  it.each([
    ['my name is ian', 'my name is {full_name}'],
    ['please call me al', 'please call me {full_name}'],
    ['İİİİ is what they call Al', 'İİİİ is what they {full_name}'],
    ['Al, my name is Al', '{full_name}, my name is {full_name}'],
  ])('hides the value and not what only contains it: %s', (said, logged) => {
    const [, entry] = entries(['let me introduce myself', said])
    expect(entry?.['slots']).toMatchObject({ full_name: '{full_name}' })
    expect(entry?.['inputTranscript']).toBe(logged)
  })

  it('hides all that it heard, whatever else is said', () => {
    const said = ['my name is', 'call me', 'is', 'al', 'Al', 'ian', 'recall', 'İ', 'ß', 'Jane Roe']
    const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...said), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(' ', ', ', '. '),
        fc.boolean(),
        (parts, between, isAsked) => {
          const text = parts.join(between)
          const turns = isAsked ? ['let me introduce myself', text] : [text]
          const [entry, heard] = [entries(turns).at(-1), heardName(turns)]
          if (heard === undefined) return
          const left = String(entry?.['inputTranscript']).replaceAll('{full_name}', ' | ')
          expect(` ${words(left).join(' ')} `).not.toContain(` ${words(heard).join(' ')} `)
        },
      ),
    )
  })

  it('hides a value again where it is said again', () => {
    const [entry] = entries(['Jane Roe, my name is Jane Roe'])
    expect(entry?.['slots']).toMatchObject({ full_name: '{full_name}' })
    expect(entry?.['inputTranscript']).toBe('{full_name}, my name is {full_name}')
  })

  it('leaves the answers to other questions alone', () => {
    const [, entry] = entries(['my name is Jane Roe', 'Boston'])
    expect(entry).toMatchObject({
      inputTranscript: 'Boston',
      slots: { full_name: '{full_name}', town: 'Boston' },
      dialogState: 'ReadyForFulfillment',
    })
  })
})
