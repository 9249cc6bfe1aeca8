import { openMessage } from '../../../audit/authorization-message.ts'
import { visibleTo } from '../../../audit/visible-record.ts'
import { check } from '../../../operation/check.ts'
import { InvalidAuthorizationMessageException, sts } from '../../../wire/models/sts.ts'
import { operation } from '../context.ts'
import { decodedDenial } from '../decoded-denial.ts'
import { LIMITS } from '../limits.ts'

/**
 * The whole of a denial, from the message that came with it: for callers of the account whose request was
 * denied, for a day (spec/iam.md §7, §8.4). Why a message is not valid is never told.
 */
export const decodeAuthorizationMessage = operation(sts.DecodeAuthorizationMessage, {
  readOnly: true,
  authorize: () => check('sts:DecodeAuthorizationMessage', 'any'),

  async handle({ EncodedMessage }, { audit, seal, clock, identity }) {
    const message = openMessage(EncodedMessage, seal)
    const isFresh =
      message !== undefined && clock.now() - message.time < LIMITS.authorizationMessageMs
    const found = isFresh ? await audit.find(message.requestId) : undefined
    const record = found && visibleTo(identity.account, found)
    const denied = record?.checks.findLast(({ dry, effect }) => !dry && effect !== 'allow')
    if (!record || !denied) throw InvalidAuthorizationMessageException('Message is not valid')
    return { DecodedMessage: JSON.stringify(decodedDenial(record, denied)) }
  },
})
