import { digestKeyOf, digestKeysOf } from '../../../audit/digest-keys.ts'
import { check } from '../../../operation/check.ts'
import { cloudtrail, InvalidTimeRangeException } from '../../../wire/models/cloudtrail.ts'
import { operation } from '../context.ts'

const DAY_MS = 86_400_000

/** The public keys whose private halves signed digest files in a time range; of the last day when none is given. */
export const listPublicKeys = operation(cloudtrail.ListPublicKeys, {
  readOnly: true,
  authorize: () => check('cloudtrail:ListPublicKeys', 'any'),

  async handle({ StartTime, EndTime }, { account, clock, documents }) {
    const to = EndTime ?? clock.now()
    const from = StartTime ?? to - DAY_MS
    if (from > to) {
      throw InvalidTimeRangeException('The start time must be before the end time.')
    }
    const { documents: found } = await documents.range(...digestKeysOf(account))
    const keys = found
      .map(digestKeyOf)
      .filter(({ validFrom, validTo }) => validFrom <= to && validTo >= from)
    const list = keys.map(({ publicKey, fingerprint, validFrom, validTo }) => ({
      Value: Buffer.from(publicKey, 'base64'),
      ValidityStartTime: validFrom,
      ValidityEndTime: validTo,
      Fingerprint: fingerprint,
    }))
    return { PublicKeyList: list, NextToken: undefined }
  },
})
