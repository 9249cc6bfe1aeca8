import { expect, it } from 'vitest'
import { loadModel } from '../models/model.ts'
import { restXmlCodec } from './rest-xml.ts'

it('takes a header that is repeated for all that it says, and not for none', () => {
  const input = restXmlCodec.deserialize(loadModel('s3'), 'PutObject', {
    headers: [
      ['if-none-match', '*'],
      ['x-amz-acl', 'private'],
      ['if-none-match', '*'],
      ['x-amz-acl', 'public-read'],
      ['content-type', 'text/plain'],
    ],
    rawQuery: '',
    labels: new Map([
      ['Bucket', 'b'],
      ['Key', 'k'],
    ]),
    body: new Uint8Array(),
    form: undefined,
  })
  expect(input).toMatchObject({
    IfNoneMatch: '*,*',
    ACL: 'private,public-read',
    ContentType: 'text/plain',
  })
})
