import { visibleTo } from '../../../audit/visible-record.ts'
import { check } from '../../../operation/check.ts'
import { NotFoundException, parley } from '../../../wire/models/own/parley.ts'
import { operation } from '../context.ts'
import { explanationText } from '../explanation.ts'

/**
 * Why a request was allowed or refused, as text and as the record of the audit trail. Only requests of the
 * caller's own account can be asked for; of policies in other accounts nothing is told.
 */
export const explainDecision = operation(parley.ExplainDecision, {
  readOnly: true,
  authorize: ({ requestId }, { account, region }) =>
    check('parley:ExplainDecision', `arn:aws:parley:${region}:${account}:decision/${requestId}`),

  async handle({ requestId }, { audit, account }) {
    const found = await audit.find(requestId)
    const record = found && visibleTo(account, found)
    if (!record) {
      throw NotFoundException(
        `no request ${requestId} of account ${account} is known: records of allowed reads are kept in memory for a while only`,
      )
    }
    return { requestId, text: explanationText(record), record: JSON.stringify(record) }
  },
})
