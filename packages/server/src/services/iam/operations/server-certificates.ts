import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { putRecord, recordOf } from '../../../access/records.ts'
import { type ServerCertificate, serverCertificateKey } from '../../../access/sign-in-records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import {
  EntityAlreadyExistsException,
  iam,
  KeyPairMismatchException,
  MalformedCertificateException,
  type ServerCertificateMetadata,
} from '../../../wire/models/iam.ts'
import { certificateArn, certificateCheck, getCertificate } from '../certificates.ts'
import { commitNew, uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import { validationError } from '../errors.ts'
import { scan } from '../paging.ts'
import { requestedTags, tagsOf, wireTags } from '../tags.ts'

/** Keeps a certificate with its chain and, under seal, its private key. */
export const uploadServerCertificate = operation(iam.UploadServerCertificate, {
  authorize({ ServerCertificateName, Path = '/', Tags = [] }, { account }) {
    const arn = certificateArn(account, Path, ServerCertificateName)
    if (Tags.length === 0) return check('iam:UploadServerCertificate', arn)
    const tags = { requestTags: tagsOf(Tags) }
    return [
      check('iam:UploadServerCertificate', arn, tags),
      check('iam:TagServerCertificate', arn, tags),
    ]
  },

  async handle(input, context) {
    const { account, documents, clock, random, seal } = context
    const { ServerCertificateName: name, Path: path = '/', CertificateBody, PrivateKey } = input
    const certificate = certificateOf(CertificateBody)
    if (!certificate.checkPrivateKey(privateKeyOf(PrivateKey))) {
      throw KeyPairMismatchException('Public key certificate and private key do not match.')
    }
    if (input.CertificateChain !== undefined) certificateOf(input.CertificateChain)
    if (await documents.get(serverCertificateKey(account, name))) throw exists(name)
    const arn = certificateArn(account, path, name)
    const record: ServerCertificate = {
      name,
      path,
      id: uniqueId('ASCA', account, random),
      arn,
      body: CertificateBody.trim(),
      ...(input.CertificateChain !== undefined && { chain: input.CertificateChain.trim() }),
      sealedKey: seal.seal(Buffer.from(PrivateKey), arn),
      uploadedAt: clock.now(),
      expiresAt: Date.parse(certificate.validTo),
      tags: requestedTags(input.Tags),
    }
    await commitNew('server-certificates', [writeOf(account, record)], context)
    return {
      ServerCertificateMetadata: metadataOf(record),
      Tags: record.tags.length > 0 ? wireTags(record.tags) : undefined,
    }
  },
})

export const getServerCertificate = operation(iam.GetServerCertificate, {
  readOnly: true,
  authorize: ({ ServerCertificateName }, context) =>
    certificateCheck('iam:GetServerCertificate', ServerCertificateName, context),

  async handle({ ServerCertificateName }, context) {
    const found = await getCertificate(ServerCertificateName, context)
    return {
      ServerCertificate: {
        ServerCertificateMetadata: metadataOf(found),
        CertificateBody: found.body,
        CertificateChain: found.chain,
        Tags: wireTags(found.tags),
      },
    }
  },
})

export const listServerCertificates = operation(iam.ListServerCertificates, {
  readOnly: true,
  authorize: (_, { account }) =>
    check('iam:ListServerCertificates', {
      arns: 'any',
      shownAs: `arn:aws:iam::${account}:server-certificate/`,
    }),

  async handle({ PathPrefix = '/', ...input }, context) {
    const rows = within('iam.server-certificate', context.account)
    const { items, ...page } = await scan(rows, input, context, row => {
      const found = recordOf<ServerCertificate>(row)
      return found?.path.startsWith(PathPrefix) ? metadataOf(found) : undefined
    })
    return { ServerCertificateMetadataList: items, ...page }
  },
})

/** Renames or moves a certificate. Needs the right on both names. */
export const updateServerCertificate = operation(iam.UpdateServerCertificate, {
  async authorize({ ServerCertificateName, NewPath, NewServerCertificateName }, context) {
    const action = 'iam:UpdateServerCertificate'
    const source = await certificateCheck(action, ServerCertificateName, context)
    if (NewPath === undefined && NewServerCertificateName === undefined) return source
    const target = NewServerCertificateName ?? ServerCertificateName
    return [source, check(action, certificateArn(context.account, NewPath ?? '/', target))]
  },

  async handle({ ServerCertificateName, NewPath, NewServerCertificateName }, context) {
    const { account, documents, seal } = context
    const found = await getCertificate(ServerCertificateName, context)
    const name = NewServerCertificateName ?? found.name
    const path = NewPath ?? found.path
    const moves = name.toLowerCase() !== found.name.toLowerCase()
    if (moves && (await documents.get(serverCertificateKey(account, name)))) throw exists(name)
    const arn = certificateArn(account, path, name)
    const key = seal.open(found.sealedKey, found.arn)
    if (!key) throw validationError('The private key of the certificate cannot be read.')
    const sealedKey = seal.seal(key, arn)
    await documents.commit([
      ...(moves
        ? [{ type: 'delete' as const, key: serverCertificateKey(account, found.name) }]
        : []),
      writeOf(account, { ...found, name, path, arn, sealedKey }),
    ])
  },
})

export const deleteServerCertificate = operation(iam.DeleteServerCertificate, {
  authorize: ({ ServerCertificateName }, context) =>
    certificateCheck('iam:DeleteServerCertificate', ServerCertificateName, context),

  async handle({ ServerCertificateName }, context) {
    const { account, documents } = context
    const { name } = await getCertificate(ServerCertificateName, context)
    await documents.commit([
      { type: 'delete', key: serverCertificateKey(account, name) },
      uncounted(account, 'server-certificates'),
    ])
  },
})

const writeOf = (account: string, record: ServerCertificate) =>
  putRecord(serverCertificateKey(account, record.name), record)

const exists = (name: string) =>
  EntityAlreadyExistsException(`The Server Certificate with name ${name} already exists.`)

function certificateOf(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw MalformedCertificateException('Unable to parse certificate.', { cause })
  }
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw MalformedCertificateException('Unable to parse key; expecting PEM format.', { cause })
  }
}

const metadataOf = (found: ServerCertificate): ServerCertificateMetadata => ({
  Path: found.path,
  ServerCertificateName: found.name,
  ServerCertificateId: found.id,
  Arn: found.arn,
  UploadDate: found.uploadedAt,
  Expiration: found.expiresAt,
})
