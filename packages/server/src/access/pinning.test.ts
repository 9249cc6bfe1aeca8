import { parsePolicy } from '@parley/policy'
import { beforeEach, describe, expect, it } from 'vitest'
import { failed } from '../kernel/result.ts'
import { type AccessHouse, accessHouse, FOREIGN, OWN, statements } from './access.testing.ts'
import { pinPrincipals, renderPinned } from './pinning.ts'

let house: AccessHouse
beforeEach(async () => {
  house = await accessHouse()
})

const textOf = (Principal: object, more: object = {}) =>
  JSON.stringify(statements({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }))

async function pin(text: string) {
  const parsed = parsePolicy(text, 'trust')
  // What can be nobody's ARN is refused by its text alone.
  if (!parsed.ok) return failed(parsed.error[0]?.message ?? '')
  return pinPrincipals(text, parsed.value, house.store)
}

describe('principals of a document that is saved', () => {
  it('are pinned when they are users or roles, and kept as they are otherwise', async () => {
    const alice = await house.user('alice')
    const others = [
      OWN,
      `arn:aws:iam::${FOREIGN}:root`,
      `arn:aws:sts::${OWN}:assumed-role/app/s1`,
      '*',
    ]
    const text = textOf({ AWS: [alice.arn, ...others], Service: 'lex.amazonaws.com' })
    expect(await pin(text)).toEqual({
      ok: true,
      value: { document: text, pinned: { [alice.arn]: alice.id } },
    })
  })

  const invalid = [
    `arn:aws:iam::${OWN}:user/nobody`,
    `arn:aws:iam::${OWN}:user/*`,
    `arn:aws:iam::${OWN}:group/g`,
    `arn:aws:iam::${OWN}:policy/p`,
    `arn:aws:iam:us-east-1:${OWN}:user/alice`,
    'arn:aws:iam::333333333333:root',
    '333333333333',
    'AIDAGONE',
    'alice',
    `arn:aws:iam::${OWN}:user/ALICE`,
  ]
  it.each(invalid)('are refused when nobody is meant: %s', async value => {
    await house.user('alice')
    expect(await pin(textOf({ AWS: value }))).toEqual({
      ok: false,
      error: `Invalid principal in policy: "AWS":"${value}"`,
    })
  })
})

describe('a document that is read', () => {
  it('is the text that was written while its principals live', async () => {
    const alice = await house.user('alice')
    const text = ` ${textOf({ AWS: alice.arn })}\n`
    const pinned = await pin(text)
    expect(pinned.ok && (await renderPinned(pinned.value, house.store))).toBe(text)
  })

  it('shows the bare id of who is gone, but leaves conditions alone', async () => {
    const alice = await house.user('alice')
    const Condition = { ArnEquals: { 'aws:PrincipalArn': alice.arn } }
    const pinned = await pin(textOf({ AWS: [alice.arn, OWN] }, { Condition }))
    await house.delete('user', 'alice')
    await house.user('alice')
    const shown = pinned.ok ? await renderPinned(pinned.value, house.store) : ''
    expect(JSON.parse(shown)).toEqual(JSON.parse(textOf({ AWS: [alice.id, OWN] }, { Condition })))
  })
})
