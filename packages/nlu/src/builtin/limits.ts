/** Bounds of reading built-in types; they keep the work per text proportional to its length. */

/** Lex refuses more than 1,024 code points; what lies beyond is not read. */
export const MAX_TEXT_LENGTH = 2048

/** Letters of one compound number word: `siebenhundertsiebenundsiebzigtausend` has 36. */
export const MAX_COMPOUND_LENGTH = 80

/** Readings kept of one grammar symbol at one place. */
export const MAX_READINGS = 6

/** Spans reported for one text. */
export const MAX_MATCHES = 256

/** Digits of one number, phone number or code. */
export const MAX_DIGITS = 40

/** Figures said one after the other: the longest account and card numbers. */
export const MAX_ROW_DIGITS = 24

/** Tokens of one number written in words. */
export const MAX_NUMBER_TOKENS = 48

/** RFC 5321 §4.5.3.1. */
export const MAX_EMAIL_LENGTH = 254
export const MAX_EMAIL_USER_LENGTH = 64
/** Tokens before a spoken sign that may be its user. */
export const MAX_EMAIL_USER_TOKENS = 24

/** E.164 has 15 digits; a prefix for dialling abroad and an extension may come on top. */
export const MAX_PHONE_DIGITS = 20
export const MIN_PHONE_DIGITS = 3

/** Words before a generic noun that may belong to a name: `John F. Kennedy International Airport`. */
export const MAX_NAME_WORDS = 4
