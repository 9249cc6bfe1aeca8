import type { Report } from './lint.ts'

// A brace ends the search on both sides, so that texts full of openings are read in one pass.
const VARIABLE = /\$\{([^{}]*)\}/g

export const hasVariable = (text: string): boolean => text.search(VARIABLE) >= 0

/** The text with something else in the place of each variable. */
export const withoutVariables = (text: string, instead: string): string =>
  text.replaceAll(VARIABLE, instead)

/** Whether the last variable has no end. */
export const isUnclosed = (text: string): boolean => text.lastIndexOf('${') > text.lastIndexOf('}')

/** What is wrong inside `${…}`; one that is not closed is not looked at. */
export function lintVariableText(text: string, report: Report): void {
  for (const [, inside = ''] of text.matchAll(VARIABLE)) {
    if (inside === '*' || inside === '?' || inside === '$') continue
    const comma = inside.indexOf(',')
    const name = comma < 0 ? inside : inside.slice(0, comma)
    if (inside.trim() === '') {
      report('ERROR', 'EMPTY_VARIABLE', `\`${text}\` holds a variable without a name`)
    } else if (/\s/.test(name)) {
      report('ERROR', 'UNSUPPORTED_SPACE_IN_VARIABLE', `the variable \`${name}\` holds a space`)
    } else if (comma >= 0 && !isQuoted(inside.slice(comma + 1).trim())) {
      report(
        'ERROR',
        'MISSING_QUOTE_IN_VARIABLE',
        `the default of \`\${${inside}}\` stands in single quotes: \`\${${name}, 'text'}\``,
      )
    }
  }
}

const isQuoted = (text: string): boolean => /^'[^']*'$/.test(text)
