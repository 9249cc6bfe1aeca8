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
    {
      Sid: 'LexPublishesItsMetrics',
      Effect: 'Allow',
      Principal: { Service: 'lex.amazonaws.com' },
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: {
        StringEquals: { 'cloudwatch:namespace': 'AWS/Lex', 'aws:SourceAccount': OWNER },
      },
    },
    {
      Sid: 'LambdaPublishesItsMetrics',
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: {
        StringEquals: { 'cloudwatch:namespace': 'AWS/Lambda', 'aws:SourceAccount': OWNER },
      },
    },
    {
      Sid: 'MetricFiltersPublishForTheirOwners',
      Effect: 'Allow',
      Principal: { Service: 'logs.amazonaws.com' },
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': OWNER },
        StringNotLike: { 'cloudwatch:namespace': 'AWS/*' },
      },
    },
  ],
}

export const publishersPolicy = (compiler: Compiler): CompiledPolicy =>
  compiler.compile(JSON.stringify(PUBLISHERS), { kind: 'resource', name: 'service publishers' })
