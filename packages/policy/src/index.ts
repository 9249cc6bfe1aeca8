/** The policy language of IAM: parse, compile, decide, explain. */
export type * from './types.ts'
