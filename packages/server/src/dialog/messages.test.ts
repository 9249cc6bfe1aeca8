import { describe, expect, it } from 'vitest'
import type { Message, MessageType } from './bot.ts'
import { LIMITS } from './limits.ts'
import { say } from './messages.ts'
import { playableTalk } from './transcripts/talk.testing.ts'

/** Which message is said (spec/lex-runtime.md §2.8). */

const message = (content: string, contentType: MessageType = 'PlainText', groupNumber?: number) =>
  ({ content, contentType, groupNumber }) satisfies Message

interface Case {
  readonly aim: string
  readonly messages: readonly Message[]
  readonly seed?: number
  readonly voice?: boolean
  readonly accept?: string
  readonly says: readonly [text: string, format: string] | undefined
}

const CASES: readonly Case[] = [
  { aim: 'one of several', messages: [message('a'), message('b')], says: ['a', 'PlainText'] },
  {
    aim: 'another one by chance',
    messages: [message('a'), message('b')],
    seed: 30_000,
    says: ['b', 'PlainText'],
  },
  {
    aim: 'of the types that the client takes',
    messages: [message('a'), message('<speak>b</speak>', 'SSML')],
    accept: 'CustomPayload, SSML',
    says: ['<speak>b</speak>', 'SSML'],
  },
  {
    aim: 'one of each group, groups in order',
    messages: [message('b', 'PlainText', 2), message('{"a":1}', 'CustomPayload', 1)],
    says: [
      '{"messages":[{"type":"CustomPayload","group":0,"value":"{\\"a\\":1}"},{"type":"PlainText","group":1,"value":"b"}]}',
      'Composite',
    ],
  },
  {
    aim: 'nothing when a group has nothing left',
    messages: [message('a', 'PlainText', 1), message('{gone}', 'PlainText', 2)],
    says: undefined,
  },
  {
    aim: 'SSML when it is spoken',
    messages: [message('a'), message('<speak>b</speak>', 'SSML'), message('c', 'CustomPayload')],
    voice: true,
    says: ['<speak>b</speak>', 'SSML'],
  },
  {
    aim: 'nothing when it cannot be spoken',
    messages: [message('c', 'CustomPayload')],
    voice: true,
    says: undefined,
  },
  {
    aim: 'values of slots, session and request',
    messages: [message('{kind}/[name]/((x-dept))')],
    says: ['a<b/{kind}/HR', 'PlainText'],
  },
  {
    aim: 'slot values escaped in SSML',
    messages: [message('<speak>{kind}</speak>', 'SSML')],
    says: ['<speak>a&lt;b</speak>', 'SSML'],
  },
  {
    aim: 'escaped brackets as they are',
    messages: [message('\\{kind\\} \\[name\\]')],
    says: ['{kind} [name]', 'PlainText'],
  },
  {
    aim: 'JSON as it is: its brackets hold no names',
    messages: [message('{"list":["a", "b"],"kind":"{kind}"}', 'CustomPayload')],
    says: ['{"list":["a", "b"],"kind":"a<b"}', 'CustomPayload'],
  },
  {
    aim: 'nothing for a slot without a value, or a member of every object',
    messages: [message('{cups}'), message('[constructor]'), message('{toString}')],
    says: undefined,
  },
  {
    aim: 'no more than 1024 characters, whole ones',
    messages: [message(`${'x'.repeat(1023)}😀😀`)],
    says: [`${'x'.repeat(1023)}😀`, 'PlainText'],
  },
]

describe('a statement says', () => {
  for (const { aim, messages, says, ...how } of CASES) {
    it(aim, () => {
      const said = say(playableTalk(how), { messages })
      expect(said && [said.message, said.format]).toEqual(says)
    })
  }
})

const card = (title: string, more: object = {}) =>
  JSON.stringify({
    version: 2,
    contentType: 'application/vnd.amazonaws.card.generic',
    genericAttachments: [{ title, ...more }],
  })

describe('a response card', () => {
  const shown = (responseCard: string, name?: string) => {
    const talk = playableTalk({})
    const attributes = name === undefined ? talk.session.attributes : { name }
    const asked = { ...talk, session: { ...talk.session, attributes } }
    return say(asked, { messages: [message('m')], responseCard })
  }

  it('has its variables filled in', () => {
    const text = card('{kind} for [name]', {
      subtitle: 'now',
      imageUrl: null,
      buttons: [{ text: 'a button of more than fifteen characters', value: '{kind}' }],
    })
    expect(shown(text)?.card).toEqual({
      version: 2,
      contentType: 'application/vnd.amazonaws.card.generic',
      genericAttachments: [
        {
          title: 'a<b for {kind}',
          subTitle: 'now',
          buttons: [{ text: 'a button of more than fifteen characters', value: 'a<b' }],
        },
      ],
    })
  })

  it('stays away when a variable has no value, or when it is none; the message goes', () => {
    for (const text of [card('{cups}'), 'no JSON', '{"contentType":"other"}', '7']) {
      expect(shown(text)).toEqual({ message: 'm', format: 'PlainText', card: null })
    }
  })

  it('has ten attachments and five buttons at most', () => {
    const buttons = Array.from({ length: 7 }, (_, i) => ({ text: `${i}`, value: `${i}` }))
    const one = { title: 't', buttons }
    const text = JSON.stringify({ genericAttachments: Array.from({ length: 12 }, () => one) })
    const attachments = shown(text)?.card?.genericAttachments
    expect(attachments).toHaveLength(10)
    expect(attachments?.[0]?.buttons).toHaveLength(5)
  })

  it('that repeats a long value thousands of times stays small', () => {
    const flood = '[name]'.repeat(5_000)
    const text = card(flood, { subTitle: flood, other: Array(50).fill(flood) })
    const value = 'x'.repeat(12_000)
    const [attachment] = shown(text, value)?.card?.genericAttachments ?? []
    expect(attachment?.title?.length).toBe(LIMITS.insertedCharacters)
    expect(JSON.stringify(attachment).length).toBeLessThan(3 * LIMITS.insertedCharacters)
    const buttons = Array(4).fill({ text: flood, value: flood })
    expect(shown(card('a', { buttons }), value)).toMatchObject({ message: 'm', card: null })
  })
})
