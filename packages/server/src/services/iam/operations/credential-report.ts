import { putRecord, recordOf } from '../../../access/records.ts'
import { assert } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { key } from '../../../store/key.ts'
import {
  CredentialReportExpiredException,
  CredentialReportNotPresentException,
  iam,
} from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { reportRows } from '../credential-report.ts'
import { LIMITS } from '../limits.ts'

/**
 * Writes down who has which credentials. A report is handed out for four hours; the answer to the first call
 * says that it was begun, as AWS's does, and it is there at once.
 */
export const generateCredentialReport = operation(iam.GenerateCredentialReport, {
  authorize: () => check('iam:GenerateCredentialReport', ANY),

  async handle(_, context) {
    const { account, documents, clock } = context
    const known = await findReport(context)
    const now = clock.now()
    if (known && now - known.generatedAt < LIMITS.credentialReportMs) {
      return { State: 'COMPLETE' as const, Description: undefined }
    }
    const rows = await reportRows(context)
    const pages = Math.ceil(rows.length / LIMITS.credentialReportRows)
    await documents.commit([
      putRecord(reportKey(account), { generatedAt: now, pages } satisfies Report),
      ...Array.from({ length: pages }, (_, page) => {
        const start = page * LIMITS.credentialReportRows
        const text = rows.slice(start, start + LIMITS.credentialReportRows).join('\n')
        return putRecord(pageKey(account, page), { text })
      }),
    ])
    return {
      State: 'STARTED' as const,
      Description: 'No report exists. Starting a new report generation task',
    }
  },
})

export const getCredentialReport = operation(iam.GetCredentialReport, {
  readOnly: true,
  authorize: () => check('iam:GetCredentialReport', ANY),

  async handle(_, context) {
    const { account, documents, clock } = context
    const report = await findReport(context)
    if (!report) {
      throw CredentialReportNotPresentException(
        'Report is not present. Please generate a report before retrieving.',
      )
    }
    if (clock.now() - report.generatedAt >= LIMITS.credentialReportMs) {
      throw CredentialReportExpiredException('Report is expired. Please generate a new report.')
    }
    const keys = Array.from({ length: report.pages }, (_, page) => pageKey(account, page))
    const texts = (await documents.getMany(keys)).map(row => recordOf<{ text: string }>(row)?.text)
    assert(!texts.includes(undefined), 'a report has all its pages')
    return {
      Content: Buffer.from(texts.join('\n')),
      ReportFormat: 'text/csv' as const,
      GeneratedTime: report.generatedAt,
    }
  },
})

interface Report {
  readonly generatedAt: number
  readonly pages: number
}

/** These actions have no resource; denials print a star all the same. */
const ANY = { arns: 'any', shownAs: '*' } as const

const reportKey = (account: string) => key('iam.credential-report', account)
const pageKey = (account: string, page: number) =>
  key('iam.credential-report-page', account, String(page).padStart(6, '0'))

const findReport = async ({ account, documents }: IamContext) =>
  recordOf<Report>(await documents.get(reportKey(account)))
