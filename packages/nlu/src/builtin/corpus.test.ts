import { describe, expect, it } from 'vitest'
import { builtinType } from './builtin.ts'
import type { CaseGroup } from './corpus/cases.ts'
import { DE_CASES } from './corpus/de.ts'
import { EN_CASES } from './corpus/en.ts'
import { ES_CASES } from './corpus/es.ts'
import { FR_CASES } from './corpus/fr.ts'
import { GUIDE, GUIDE_LISTS } from './corpus/guide.ts'
import { IT_CASES } from './corpus/it.ts'
import { JA_CASES } from './corpus/ja.ts'

/** A Wednesday, as in the guide. */
const REFERENCE = '2020-11-25T10:30:00Z'

function wholeText({ locale, type, now = REFERENCE }: CaseGroup, text: string) {
  const matches = builtinType(locale, type)?.find(text, Date.parse(now)) ?? []
  const best = matches[0]
  return best && { span: text.slice(best.start, best.end), ...best }
}

function check(group: CaseGroup) {
  it.each(Object.entries(group.cases))(
    `reads “%s” as ${group.type} in ${group.locale}`,
    (text, expected) => {
      const resolutions = typeof expected === 'string' ? [expected] : expected
      const value = typeof expected === 'string' ? expected : null
      const found = wholeText(group, text)
      expect(found).toMatchObject({ value, resolutions })
      // A trailing preposition in a case belongs to no value.
      expect(text.endsWith(found?.span ?? '?')).toBe(true)
    },
  )
}

describe('the examples of the guide', () => {
  for (const group of GUIDE) check(group)

  for (const group of GUIDE_LISTS) {
    it.each(Object.keys(group.cases))(`keeps “%s” of ${group.type} as it was said`, text => {
      expect(wholeText(group, text)).toMatchObject({ span: text, value: text, resolutions: [] })
    })
  }
})

const LANGUAGES = {
  en: EN_CASES,
  de: DE_CASES,
  es: ES_CASES,
  fr: FR_CASES,
  it: IT_CASES,
  ja: JA_CASES,
}

for (const [language, groups] of Object.entries(LANGUAGES)) {
  describe(`the corpus of ${language}`, () => {
    for (const group of groups) check(group)
  })
}
