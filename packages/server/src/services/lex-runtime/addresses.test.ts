import { expect, it } from 'vitest'
import { createAddresses } from './addresses.ts'

const HERE = { account: '123456789012', region: 'us-east-1' }
const THERE = { account: '210987654321', region: 'eu-west-1' }
const shop = (botAlias: string) => ({ botName: 'Shop', botAlias })

it('tells aliases of one name apart by their bots, accounts and regions, asked for in any order', () => {
  const addresses = createAddresses()
  const asked = [
    [HERE, shop('prod')],
    [THERE, shop('prod')],
    [{ ...HERE, region: 'eu-west-1' }, shop('prod')],
    [HERE, { botName: 'Shop2', botAlias: 'prod' }],
    [HERE, shop('test')],
  ] as const
  const arnsOf = () =>
    asked.map(([scope, names]) => addresses.of(scope, names).resource.arns.toString())
  const arns = [
    'arn:aws:lex:us-east-1:123456789012:bot:Shop:prod',
    'arn:aws:lex:eu-west-1:210987654321:bot:Shop:prod',
    'arn:aws:lex:eu-west-1:123456789012:bot:Shop:prod',
    'arn:aws:lex:us-east-1:123456789012:bot:Shop2:prod',
    'arn:aws:lex:us-east-1:123456789012:bot:Shop:test',
  ]
  expect(arnsOf()).toEqual(arns)
  expect(arnsOf()).toEqual(arns)
})

it('gives the same object for the same names, with what carries its policies', () => {
  const addresses = createAddresses()
  const first = addresses.of(HERE, shop('prod'))
  expect(addresses.of(HERE, shop('$LATEST')).policyCarriers.arns).toEqual([
    'arn:aws:lex:us-east-1:123456789012:bot:Shop:$LATEST',
    'arn:aws:lex:us-east-1:123456789012:bot:Shop',
  ])
  expect(addresses.of({ ...HERE }, shop('prod'))).toBe(first)
  expect(first.policyCarriers.arns).toEqual([
    'arn:aws:lex:us-east-1:123456789012:bot:Shop:prod',
    'arn:aws:lex:us-east-1:123456789012:bot:Shop',
  ])
})
