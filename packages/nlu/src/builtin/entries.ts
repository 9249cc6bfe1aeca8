/** Reads a list: entries parted by `|`, lines only for the eye. */
export function entries(list: string): string[] {
  return list
    .split('|')
    .map(entry => entry.replace(/\s+/g, ' ').trim())
    .filter(entry => entry !== '')
}
