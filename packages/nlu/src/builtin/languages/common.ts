/** Phrases that look alike in every language. */
import { entries } from '../entries.ts'

export const EMAIL_SAMPLES: readonly string[] = entries(`
      john.doe@example.com|mary@example.org|info@example.net|sam_smith@example.com|
      j.doe+news@example.com|anna-lee@mail.example.com|bob99@example.com|support@example.com|
      kate.miller@example.org|x1@example.io|me@example.com|office@example.org|
      first.last@example.com|hello@example.app|sales@example.com|team@mail.example.com|
      jane_doe@example.net|a.b.c@example.org|max77@example.com|post@example.org`)

export const CODE_SAMPLES: readonly string[] = entries(`
      APQ123|ABC|123|XK9|A1B2C3|QF12|BA2490|ZZ99|H7|4711|LX318|R2D2|TK421|90210|M5V|WA1|NCC1701|
      PNR7XQ|B737|7E3|X42|K9`)

/** Entries for every stem with every ending: `zweit` + `en`. */
export function inflected(
  entries: readonly (readonly [string, number])[],
  endings: string,
): string {
  return entries
    .flatMap(([stem, value]) => endings.split(' ').map(ending => `${stem}${ending}:${value}`))
    .join(' ')
}
