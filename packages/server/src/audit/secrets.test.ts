import { expect, it } from 'vitest'
import { withoutSecrets } from './secrets.ts'

it.each([
  ['the link of an export', { name: 'Flowers', url: 'https://parley/exports?X-Amz-Signature=1' }],
  ['a session', { name: 'Flowers', SessionToken: 'token' }],
  ['a seed', { name: 'Flowers', Base32StringSeed: 'seed' }],
])('what works by itself is not kept: %s', (_, answer) => {
  const kept = withoutSecrets({ one: [answer] })
  const secrets = Object.entries(answer).filter(([name]) => name !== 'name')
  const hidden = Object.fromEntries(secrets.map(([name]) => [name, '(sensitive)']))
  expect(kept).toEqual({ one: [{ name: 'Flowers', ...hidden }] })
})
