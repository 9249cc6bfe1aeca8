import { describe, expect, it } from 'vitest'
import { differences } from './unify.ts'

describe('an answer and a recording', () => {
  it.each([
    ['the same', { a: [1, true, null] }, { a: [1, true, null] }],
    ['a placeholder', { id: '<role-id:1>' }, { id: 'AROA1' }],
    ['the same placeholder twice', { a: '<x:1>', b: 'arn/<x:1>' }, { a: 'n', b: 'arn/n' }],
    ['one that is bound later', { a: 'r/<p>/<x:1>', b: '<x:1>' }, { a: 'r/a/b/n', b: 'n' }],
    ['one of a number', { n: '<count:1>' }, { n: 7 }],
    ['times that change', { a: '<datetime>', b: '<datetime>' }, { a: '1', b: '2' }],
    ['known words', 'arn:<partition>:x:<region>', 'arn:aws:x:us-east-1'],
    ['marks of expressions', 'a.b*(c)', 'a.b*(c)'],
  ])('agree in %s', (_, recorded, actual) => {
    expect(differences(recorded, actual)).toEqual([])
  })

  it.each([
    ['a value', { a: 'x' }, { a: 'y' }, ['a: expected "x", got "y"']],
    ['a missing member', { a: 1 }, {}, ['a: expected 1, got nothing']],
    ['a member too many', {}, { a: 1 }, ['a: expected nothing, got 1']],
    ['the length of a list', { a: [1] }, { a: [1, 2] }, ['a: expected [1], got [1,2]']],
    [
      'a placeholder used twice',
      { a: '<x:1>', b: '<x:1>' },
      { a: '1', b: '2' },
      ['b: expected "<x:1>", got "2"'],
    ],
    [
      'two placeholders',
      { a: '<x:1>', b: '<x:2>' },
      { a: '1', b: '1' },
      ['<x:2> and <x:1> are both "1"'],
    ],
    [
      'text around a placeholder',
      'role/<x:1>',
      'user/n',
      [': expected "role/<x:1>", got "user/n"'],
    ],
    ['a mark of expressions', 'a.b', 'acb', [': expected "a.b", got "acb"']],
  ])('differ in %s', (_, recorded, actual, lines) => {
    expect(differences(recorded, actual)).toEqual(lines)
  })
})
