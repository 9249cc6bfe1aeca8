import { describe, expect, it } from 'vitest'
import { recogniseS3, withQueryHeaders } from './recognise-s3.ts'

const head = (method: string, target: string, headers: [string, string][] = [['host', 'h']]) => {
  const [rawPath = '', rawQuery = ''] = target.split('?')
  return { method, rawPath, rawQuery, headers }
}
const COPY: [string, string][] = [
  ['host', 'h'],
  ['x-amz-copy-source', '/b/k'],
]

describe('an S3 request', () => {
  it.each([
    ['GET', '/', 'ListBuckets'],
    ['PUT', '/b', 'CreateBucket'],
    ['GET', '/b', 'ListObjects'],
    ['GET', '/b/', 'ListObjects'],
    ['GET', '/b?list-type=2&prefix=policy', 'ListObjectsV2'],
    ['GET', '/b?list-type=3', 'ListObjects'],
    ['GET', '/b?policy', 'GetBucketPolicy'],
    ['PUT', '/b?policy=', 'PutBucketPolicy'],
    ['POST', '/b?delete', 'DeleteObjects'],
    ['HEAD', '/b/k', 'HeadObject'],
    ['GET', '/b/k?x-id=GetObject', 'GetObject'],
    ['GET', '/b/k?partNumber=1', 'GetObject'],
    ['PUT', '/b/k', 'PutObject'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/b/k?uploadId=u', 'AbortMultipartUpload'],
    ['GET', '/b/k?uploadId=u', 'ListParts'],
    ['GET', '/b/k?attributes', 'GetObjectAttributes'],
  ])('%s %s is %s', (method, target, operation) => {
    expect(recogniseS3(head(method, target), undefined)).toMatchObject({ operation })
    expect(recogniseS3(head(method, target), undefined).refusal).toBeUndefined()
  })

  it('with a copy source is a copy', () => {
    expect(recogniseS3(head('PUT', '/b/k', COPY), undefined).operation).toBe('CopyObject')
    const part = head('PUT', '/b/k?partNumber=1&uploadId=u', COPY)
    expect(recogniseS3(part, undefined).operation).toBe('UploadPartCopy')
  })

  it.each([
    ['PUT', '/b/k?retention', 'NotImplemented'],
    ['PUT', '/b/k?legal-hold', 'NotImplemented'],
    ['PUT', '/b/k?acl', 'NotImplemented'],
    ['DELETE', '/b?website', 'NotImplemented'],
    ['PUT', '/b/k?uploadId=u', 'NotImplemented'],
    ['PUT', '/b/k?partNumber=1', 'InvalidArgument'],
    ['DELETE', '/b?versioning', 'NotImplemented'],
    ['POST', '/b/k', 'MethodNotAllowed'],
    ['PATCH', '/b/k', 'MethodNotAllowed'],
    ['GET', '/b/%ff', 'InvalidURI'],
    ['GET', '//k', 'InvalidURI'],
  ])('%s %s never falls to another operation: %s', (method, target, code) => {
    expect(recogniseS3(head(method, target), undefined).refusal?.code).toBe(code)
  })

  it('takes the key as it stands, decoded once', () => {
    const keyOf = (path: string) => recogniseS3(head('GET', path), undefined).labels.get('Key')
    expect(['/b/a//b/', '/b/../x', '/b/%2e%2e%2Fx', '/b/a%2520b', '/b/a+b'].map(keyOf)).toEqual([
      'a//b/',
      '../x',
      '../x',
      'a%20b',
      'a+b',
    ])
  })

  it('finds its bucket in a host below the domain', () => {
    const asked = head('GET', '/k/x', [['host', 'My.Bucket.s3.test:4600']])
    const { labels, operation } = recogniseS3(asked, 's3.test')
    expect([operation, labels.get('Bucket'), labels.get('Key')]).toEqual([
      'GetObject',
      'my.bucket',
      'k/x',
    ])
    const path = recogniseS3(head('GET', '/b/k', [['host', 's3.test']]), 's3.test')
    expect([path.labels.get('Bucket'), path.labels.get('Key')]).toEqual(['b', 'k'])
  })

  it('may carry its headers in the query when it is presigned', () => {
    const body = {
      async *[Symbol.asyncIterator]() {},
      whole: () => undefined,
      async forEach() {},
    }
    const query = 'X-Amz-Signature=a&X-Amz-Copy-Source=%2Fb%2Fk&x-amz-acl=private&prefix=p'
    const presigned = { ...head('PUT', `/b/k?${query}`), body }
    expect(withQueryHeaders(presigned).headers.slice(1)).toEqual([
      ['x-amz-copy-source', '/b/k'],
      ['x-amz-acl', 'private'],
    ])
    const plain = { ...head('PUT', '/b/k?x-amz-acl=private'), body }
    expect(withQueryHeaders(plain)).toBe(plain)
  })
})
