import type { Check } from '../../access/check.ts'
import { recordOf } from '../../access/records.ts'
import { type ServerCertificate, serverCertificateKey } from '../../access/sign-in-records.ts'
import { check } from '../../operation/check.ts'
import { NoSuchEntityException } from '../../wire/models/iam.ts'
import type { Where } from './entities.ts'

export const certificateArn = (account: string, path: string, name: string): string =>
  `arn:aws:iam::${account}:server-certificate${path}${name}`

async function findCertificate(
  name: string,
  { account, documents }: Where,
): Promise<ServerCertificate | undefined> {
  return recordOf<ServerCertificate>(await documents.get(serverCertificateKey(account, name)))
}

/** @throws NoSuchEntity */
export async function getCertificate(name: string, where: Where): Promise<ServerCertificate> {
  const found = await findCertificate(name, where)
  if (found) return found
  throw NoSuchEntityException(`The Server Certificate with name ${name} cannot be found.`)
}

export async function certificateCheck(
  action: string,
  name: string,
  where: Where,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const found = await findCertificate(name, where)
  const arn = found?.arn ?? certificateArn(where.account, '/', name)
  return check(
    action,
    { arns: [arn] },
    {
      ...(found && { tags: async () => found.tags }),
      tagPrefixes: ['iam:ResourceTag'],
      ...more,
    },
  )
}
