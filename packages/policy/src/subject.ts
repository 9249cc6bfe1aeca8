import { type Action, actionOf } from './action.ts'
import { newPreparedArn, type PreparedArn, prepareArn } from './prepared-arn.ts'
import type { AuthorizationRequest, Principal, RequestContext } from './types.ts'

/** A request with what every statement would otherwise work out again. One is reused for every decision. */
export interface Subject {
  principal: Principal
  action: Action
  context: RequestContext
  /** The action has no resource. */
  isAny: boolean
  readonly arns: PreparedArn[]
  arnCount: number
  hasBoundary: boolean
}

export function newSubject(): Subject {
  return {
    principal: { kind: 'anonymous' },
    action: actionOf(''),
    context: new Map(),
    isAny: false,
    arns: [newPreparedArn()],
    arnCount: 0,
    hasBoundary: false,
  }
}

export function prepareSubject(
  subject: Subject,
  { principal, resource: { arns }, context }: AuthorizationRequest,
  action: Action,
  hasBoundary: boolean,
): void {
  subject.principal = principal
  subject.action = action
  subject.context = context
  subject.hasBoundary = hasBoundary
  subject.isAny = arns === 'any'
  subject.arnCount = 0
  if (arns === 'any') return
  for (let i = 0; i < arns.length; i++) {
    prepareArn((subject.arns[i] ??= newPreparedArn()), arns[i]!)
  }
  subject.arnCount = arns.length
}
