import { generateKeyPairSync } from 'node:crypto'
import {
  DeleteServerCertificateCommand,
  GetServerCertificateCommand,
  IAMClient,
  ListServerCertificatesCommand,
  TagServerCertificateCommand,
  UpdateServerCertificateCommand,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam'
import { afterAll, expect, it } from 'vitest'
import { openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { CERTIFICATE, KEY } from './iam-certificate.ts'

const house = await openHouse()
const iam = new IAMClient(house.as())
afterAll(() => house.close())

const upload = (input: Partial<{ CertificateBody: string; PrivateKey: string }> = {}) =>
  iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: 'site',
      CertificateBody: CERTIFICATE,
      PrivateKey: KEY,
      ...input,
    }),
  )

it('a server certificate is kept with its key, which nobody gets back', async () => {
  const { ServerCertificateMetadata } = await upload()
  expect(ServerCertificateMetadata).toMatchObject({
    ServerCertificateName: 'site',
    Path: '/',
    Arn: `arn:aws:iam::${house.account}:server-certificate/site`,
  })
  expect(ServerCertificateMetadata?.ServerCertificateId).toMatch(/^ASCA[A-Z2-7]{17}$/)
  expect(await refusal(upload())).toEqual([
    'EntityAlreadyExists',
    'The Server Certificate with name site already exists.',
    409,
  ])
  await iam.send(
    new TagServerCertificateCommand({
      ServerCertificateName: 'site',
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  )
  await iam.send(
    new UpdateServerCertificateCommand({
      ServerCertificateName: 'site',
      NewServerCertificateName: 'shop',
      NewPath: '/web/',
    }),
  )
  const list = await iam.send(new ListServerCertificatesCommand({ PathPrefix: '/web/' }))
  expect(list.ServerCertificateMetadataList?.map(one => one.Arn)).toEqual([
    `arn:aws:iam::${house.account}:server-certificate/web/shop`,
  ])
  const at = { ServerCertificateName: 'shop' }
  const { ServerCertificate } = await iam.send(new GetServerCertificateCommand(at))
  expect(ServerCertificate).toMatchObject({
    CertificateBody: CERTIFICATE,
    Tags: [{ Key: 'k', Value: 'v' }],
  })
  expect(JSON.stringify(ServerCertificate)).not.toContain('PRIVATE')
  await iam.send(new DeleteServerCertificateCommand(at))
  expect(await refusal(iam.send(new GetServerCertificateCommand(at)))).toEqual([
    'NoSuchEntity',
    'The Server Certificate with name shop cannot be found.',
    404,
  ])
})

const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

it.each([
  ['MalformedCertificate', { CertificateBody: 'no certificate' }],
  ['MalformedCertificate', { PrivateKey: 'no key' }],
  ['KeyPairMismatch', { PrivateKey: String(other.export({ type: 'pkcs8', format: 'pem' })) }],
])('%s refuses %o', async (code, input) => {
  expect((await refusal(upload(input)))[0]).toBe(code)
})
