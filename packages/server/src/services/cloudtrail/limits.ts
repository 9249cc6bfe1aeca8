/** Bounds of CloudTrail; figures of AWS unless another reason is given (spec/surroundings.md §11). */
export const LIMITS = {
  trailsPerRegion: 5,
  nameCharacters: { least: 3, most: 128 },
  prefixCharacters: 200,
  tagsPerTrail: 50,
  selectorsPerTrail: 5,
  dataResourcesPerTrail: 250,
  /** Values of all conditions of advanced selectors. */
  advancedValues: 500,
  eventsPerPage: 50,
  historyDays: 90,
} as const
