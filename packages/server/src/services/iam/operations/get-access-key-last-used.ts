import {
  type AccessKey,
  accessKeyKey,
  type LastUse,
  lastUseKey,
  recordOf,
} from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { iam } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, findEntity } from '../entities.ts'
import { noSuchAccessKey } from '../errors.ts'

/** When, where and with which service a key was last used. */
export const getAccessKeyLastUsed = operation(iam.GetAccessKeyLastUsed, {
  readOnly: true,

  async authorize({ AccessKeyId }, context) {
    const action = 'iam:GetAccessKeyLastUsed'
    const shownAs = `access key ${AccessKeyId}`
    const owner = (await findKey(AccessKeyId, context))?.user
    if (owner === undefined) return check(action, { arns: 'any', shownAs })
    const { resource, ...rest } = await entityCheck(action, 'user', owner, context)
    return { ...rest, resource: { ...resource, shownAs } }
  },

  async handle({ AccessKeyId }, context) {
    const key = await findKey(AccessKeyId, context)
    if (!key) throw noSuchAccessKey(AccessKeyId)
    const used = recordOf<LastUse>(await context.documents.get(lastUseKey(key.id)))
    const user = key.user === undefined ? undefined : await findEntity('user', key.user, context)
    return {
      UserName: user?.name,
      AccessKeyLastUsed: used
        ? { LastUsedDate: used.at, ServiceName: used.service, Region: used.region }
        : NEVER_USED,
    }
  },
})

// AWS leaves the date out, which the model requires.
const NEVER_USED = { ServiceName: 'N/A', Region: 'N/A' } as {
  LastUsedDate: number
  ServiceName: string
  Region: string
}

async function findKey(id: string, { account, documents }: IamContext) {
  const key = recordOf<AccessKey>(await documents.get(accessKeyKey(id)))
  return key?.account === account ? key : undefined
}
