import type { CompiledPolicy } from '@parley/policy'
import type { Compiler } from '../../access/compiled.ts'

/** A variable of the policy language: whose metrics they become. */
const OWNER = '${aws:ResourceAccount}'

/**
 * What lets the services of this house publish metrics of their own, and nothing but their own: a policy like any
 * other, so that the pipeline has no back door (design §2).
 */
const PUBLISHERS = {
  Version: '2012-10-17',
  Statement: [
    publishes('LexPublishesItsMetrics', 'lex', ownNamespace('AWS/Lex')),
    publishes('LambdaPublishesItsMetrics', 'lambda', ownNamespace('AWS/Lambda')),
    publishes('MetricFiltersPublishForTheirOwners', 'logs', {
      StringEquals: { 'aws:SourceAccount': OWNER },
      StringNotLike: { 'cloudwatch:namespace': 'AWS/*' },
    }),
  ],
}

function publishes(Sid: string, service: string, Condition: object) {
  return {
    Sid,
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition,
  }
}

function ownNamespace(name: string) {
  return { StringEquals: { 'cloudwatch:namespace': name, 'aws:SourceAccount': OWNER } }
}

export const publishersPolicy = (compiler: Compiler): CompiledPolicy =>
  compiler.compile(JSON.stringify(PUBLISHERS), { kind: 'resource', name: 'service publishers' })
