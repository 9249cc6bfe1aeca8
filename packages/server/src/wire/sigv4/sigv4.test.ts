import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SignedHead, uncovered } from './canonical.ts'
import { signHeaders } from './sign.ts'
import { parseSignature, type Signature } from './signature.ts'
import { isRightSignature, signingKeys } from './verify.ts'

// The example of the public SigV4 documentation: iam ListUsers, 2015-08-30.
const EXAMPLE: SignedHead = {
  method: 'GET',
  rawPath: '/',
  rawQuery: 'Action=ListUsers&Version=2010-05-08',
  headers: [
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['host', 'iam.amazonaws.com'],
    ['x-amz-date', '20150830T123600Z'],
    [
      'authorization',
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    ],
  ],
}
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

function signatureOf(head: SignedHead): Signature {
  const parsed = parseSignature(head)
  if (parsed.kind !== 'signed') throw new Error(JSON.stringify(parsed))
  return parsed.signature
}

const isRight = (head: SignedHead, payload = '') => {
  const signature = signatureOf(head)
  const key = signingKeys().get(signature, SECRET)
  return isRightSignature(head, signature, key, hash('sha256', payload))
}

describe('a signature', () => {
  it('of the public example is right', () => {
    expect(isRight(EXAMPLE)).toBe(true)
  })

  it('is wrong after a change of method, path, query, signed header or body', () => {
    const change = (part: Partial<SignedHead>) => isRight({ ...EXAMPLE, ...part })
    expect(change({ method: 'POST' })).toBe(false)
    expect(change({ rawPath: '/x' })).toBe(false)
    expect(change({ rawQuery: 'Action=ListUsers&Version=2010-05-09' })).toBe(false)
    const other = EXAMPLE.headers.map(
      ([name, value]) => [name, name === 'host' ? 'evil' : value] as const,
    )
    expect(change({ headers: other })).toBe(false)
    expect(isRight(EXAMPLE, 'body')).toBe(false)
  })

  it('made by our signer is accepted for any path, query and header', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 })
    const pair = fc.tuple(text, text)
    fc.assert(
      fc.property(
        fc.array(text),
        fc.array(pair),
        fc.string({ maxLength: 30 }),
        (path, query, value) => {
          const head = {
            method: 'POST',
            rawPath: `/${path.map(part => encodeURIComponent(part.toWellFormed())).join('/')}`,
            rawQuery: query
              .map(
                ([k, v]) =>
                  `${encodeURIComponent(k.toWellFormed())}=${encodeURIComponent(v.toWellFormed())}`,
              )
              .filter(part => !part.startsWith('X-Amz-'))
              .join('&'),
            headers: [
              ['host', 'localhost:4600'],
              ['x-other', value],
            ] as [string, string][],
            body: Buffer.from('payload'),
          }
          const signing = { region: 'us-east-1', service: 'lex', time: Date.UTC(2026, 0, 1) }
          const added = signHeaders(head, { accessKeyId: 'AKID', secretAccessKey: SECRET }, signing)
          const signed = { ...head, headers: [...head.headers, ...added] }
          expect(isRight(signed, 'payload')).toBe(true)
          expect(isRight(signed, 'payloaD')).toBe(false)
        },
      ),
    )
  })

  it('must cover host, every x-amz header that is there, and only headers that are', () => {
    const signature = signatureOf(EXAMPLE)
    const signing = (signedHeaders: string[]) => ({ ...signature, signedHeaders })
    expect(uncovered(EXAMPLE, signature)).toBeUndefined()
    expect(uncovered(EXAMPLE, signing(['x-amz-date']))).toBe('host')
    expect(uncovered(EXAMPLE, signing(['host']))).toBe('x-amz-date')
    expect(uncovered(EXAMPLE, signing(['host', 'x-amz-date', 'x-absent']))).toBe('x-absent')
  })
})

describe('the form of a signature', () => {
  const withAuthorization = (value: string): SignedHead => ({
    ...EXAMPLE,
    headers: [
      ['host', 'a'],
      ['x-amz-date', '20150830T123600Z'],
      ['authorization', value],
    ],
  })
  const good = EXAMPLE.headers[3]?.[1] ?? ''

  it.each([
    ['another algorithm', 'AWS4-ECDSA-P256-SHA256 Credential=a'],
    ['no credential', good.replace(/Credential=[^,]+, /, '')],
    ['no signature', good.replace(/, Signature=.*/, '')],
    ['a credential of four parts', good.replace('/aws4_request', '')],
    ['a scope of another day', good.replace('/20150830/', '/20150831/')],
    ['a signature that is no hex', good.replace(/Signature=../, 'Signature=zz')],
    ['the same parameter twice', `${good}, Signature=${'0'.repeat(64)}`],
  ])('is refused: %s', (_, value) => {
    expect(parseSignature(withAuthorization(value)).kind).toBe('malformed')
  })

  it('is as it stands, also where another stood after the same words', () => {
    const told = (signature: string, date = '20150830T123600Z') => {
      const head = withAuthorization(good.replace(/Signature=.*/, `Signature=${signature}`))
      const headers = head.headers.map(
        ([name, value]) => [name, name === 'x-amz-date' ? date : value] as const,
      )
      const parsed = parseSignature({ ...head, headers })
      return parsed.kind === 'signed' ? parsed.signature.signature : parsed.kind
    }
    const [one, other] = ['1'.repeat(64), '2'.repeat(64)]
    expect([told(one), told(other)]).toEqual([one, other])
    expect(told(one, '20150831T123600Z')).toBe('malformed')
    expect(told('A'.repeat(64))).toBe('malformed')
    expect(told(`${'1'.repeat(63)}`)).toBe('malformed')
    expect(told(`${one}, Signature=${other}`)).toBe('malformed')
    expect(told(`, Signature=${other}`)).toBe('malformed')
  })

  it('is refused when header and query both sign', () => {
    expect(parseSignature({ ...EXAMPLE, rawQuery: 'X-Amz-Signature=0' }).kind).toBe('malformed')
  })

  it.each(['0', '-1', '604801', 'x'])('is refused for a lifetime of %s seconds', expires => {
    const rawQuery = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20150830%2Fus-east-1%2Flex%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`
    expect(parseSignature({ ...EXAMPLE, headers: [['host', 'a']], rawQuery }).kind).toBe(
      'malformed',
    )
  })

  it('names what is missing without echoing the signature', () => {
    const parsed = parseSignature(withAuthorization(good.replace(/Credential=[^,]+, /, '')))
    expect(parsed).toMatchObject({
      message: expect.stringContaining("requires 'Credential' parameter"),
    })
    expect(JSON.stringify(parsed)).not.toContain('5d672d79')
  })

  it('absent is not an error of form', () => {
    expect(parseSignature({ ...EXAMPLE, headers: [['host', 'a']] })).toEqual({ kind: 'unsigned' })
  })
})
