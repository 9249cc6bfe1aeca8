import type { Locale } from '../wire/models/lex-models.ts'

/** The built-in intents and slot types, and where each is offered (spec/lex-models.md §4). */

export interface Builtin {
  /** `AMAZON.HelpIntent`, `AMAZON.DATE` */
  readonly signature: string
  readonly locales: readonly Locale[]
}

const EVERYWHERE: readonly Locale[] = [
  'de-DE',
  'en-AU',
  'en-GB',
  'en-IN',
  'en-US',
  'es-419',
  'es-ES',
  'es-US',
  'fr-CA',
  'fr-FR',
  'it-IT',
  'ja-JP',
  'ko-KR',
]
const EN_US: readonly Locale[] = ['en-US']
const except = (left: Locale) => EVERYWHERE.filter(locale => locale !== left)

export const FALLBACK_INTENT = 'AMAZON.FallbackIntent'
export const KENDRA_INTENT = 'AMAZON.KendraSearchIntent'

/** By signature, in the order of their names. */
export const BUILTIN_INTENTS: ReadonlyMap<string, Builtin> = catalogue([
  [EVERYWHERE, 'CancelIntent FallbackIntent HelpIntent PauseIntent RepeatIntent ResumeIntent'],
  [EVERYWHERE, 'StartOverIntent StopIntent'],
  [EN_US, 'KendraSearchIntent'],
  // The standard intents of Alexa.
  [EN_US, 'LoopOffIntent LoopOnIntent NextIntent PreviousIntent ShuffleOffIntent ShuffleOnIntent'],
  [EN_US, 'SelectIntent MoreIntent NavigateHomeIntent NavigateSettingsIntent PageDownIntent'],
  [EN_US, 'PageUpIntent ScrollDownIntent ScrollLeftIntent ScrollRightIntent ScrollUpIntent'],
])

/** Two editions of the guide differ: this is the later one (§12, no. 9). */
export const BUILTIN_SLOT_TYPES: ReadonlyMap<string, Builtin> = catalogue([
  [EVERYWHERE, 'Airport City Country DATE DURATION EmailAddress FirstName LastName NUMBER'],
  [EVERYWHERE, 'Percentage PhoneNumber State TIME'],
  [except('ko-KR'), 'AlphaNumeric'],
  [except('en-US'), 'StreetName'],
  [EN_US, 'SpeedUnit WeightUnit'],
  // The list types of Alexa.
  [EN_US, 'Actor AdministrativeArea AggregateRating Airline Anaphor Animal Artist AT_CITY'],
  [EN_US, 'AT_REGION Athlete Author Book BookSeries BroadcastChannel CivicStructure Color Comic'],
  [EN_US, 'Corporation CreativeWorkType DayOfWeek DE_CITY DE_FIRST_NAME DE_REGION Dessert'],
  [EN_US, 'DeviceType Director Drink EducationalOrganization EUROPE_CITY EventType Festival'],
  [EN_US, 'FictionalCharacter FinancialService Food FoodEstablishment FOUR_DIGIT_NUMBER Game'],
  [EN_US, 'GB_CITY GB_FIRST_NAME GB_REGION Genre Landform LandmarksOrHistoricalBuildings'],
  [EN_US, 'Language LocalBusiness LocalBusinessType MedicalOrganization Month Movie MovieSeries'],
  [EN_US, 'MovieTheater MusicAlbum MusicCreativeWorkType MusicEvent MusicGroup Musician'],
  [EN_US, 'MusicPlaylist MusicRecording MusicVenue MusicVideo Ordinal Organization Person'],
  [EN_US, 'PostalAddress Professional ProfessionalType RadioChannel RelativePosition Residence'],
  [EN_US, 'Room ScreeningEvent Service SocialMediaPlatform SoftwareApplication SoftwareGame'],
  [EN_US, 'Sport SportsEvent SportsTeam StreetAddress TelevisionChannel TVEpisode TVSeason'],
  [EN_US, 'TVSeries US_CITY US_FIRST_NAME US_STATE VideoGame VisualModeTrigger'],
  [EN_US, 'WeatherCondition WrittenCreativeWorkType'],
])

/** Whether a bot of the locale may use it; the earlier edition had AlphaNumeric everywhere. */
export const isOffered = ({ signature, locales }: Builtin, locale: Locale): boolean =>
  signature === 'AMAZON.AlphaNumeric' || locales.includes(locale)

const reserved = (builtins: ReadonlyMap<string, Builtin>) =>
  new Set([...builtins.keys()].map(signature => signature.slice('AMAZON.'.length).toLowerCase()))

const RESERVED = {
  intent: reserved(BUILTIN_INTENTS),
  'slot-type': reserved(BUILTIN_SLOT_TYPES),
} as const

/** A name that a built-in resource has, with or without its prefix, in whatever case (§3.1). */
export const isReserved = (kind: 'intent' | 'slot-type', name: string): boolean =>
  RESERVED[kind].has(name.toLowerCase())

function catalogue(
  rows: readonly (readonly [locales: readonly Locale[], names: string])[],
): ReadonlyMap<string, Builtin> {
  const all = rows.flatMap(([locales, names]) =>
    names.split(' ').map(name => ({ signature: `AMAZON.${name}`, locales })),
  )
  const inOrder = all.sort((a, b) => (a.signature < b.signature ? -1 : 1))
  return new Map(inOrder.map(builtin => [builtin.signature, builtin]))
}
