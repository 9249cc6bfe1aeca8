/** A regular expression that cannot be read; the message goes on after `it`. */
export class RegexProblem extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RegexProblem'
  }
}
