import type { Check } from '../../../access/check.ts'
import { putRecord, recordOf } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { key } from '../../../store/key.ts'
import { iam, NoSuchEntityException } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck } from '../entities.ts'
import { accessesOf, advisedBy, grants, SERVICES } from '../last-access.ts'
import { pageOf } from '../paging.ts'
import { policyCheck } from '../policies.ts'
import { sourceOf } from '../simulation/subject.ts'

/** Asks when a user, group, role or policy was last put to use; the answer is at once there to be read. */
export const generateServiceLastAccessedDetails = operation(
  iam.GenerateServiceLastAccessedDetails,
  {
    authorize: ({ Arn }, context) =>
      advisedCheck('iam:GenerateServiceLastAccessedDetails', Arn, context),

    async handle({ Arn, Granularity = 'SERVICE_LEVEL' }, context) {
      const { account, documents, clock, random } = context
      // Refuses what does not exist before there is a job for it.
      await advisedBy(Arn, context)
      const JobId = random.uuid()
      const job: Job = { arn: Arn, granularity: Granularity, at: clock.now() }
      await documents.commit([putRecord(jobKey(account, JobId), job)])
      return { JobId }
    },
  },
)

export const getServiceLastAccessedDetails = operation(iam.GetServiceLastAccessedDetails, {
  readOnly: true,
  authorize: () => check('iam:GetServiceLastAccessedDetails', ANY),

  async handle({ JobId, ...page }, context) {
    const job = await getJob(JobId, context)
    const { policies, callers } = await advisedBy(job.arn, context)
    const allowed = [...SERVICES].filter(([namespace]) =>
      policies.some(policy => grants(policy, namespace)),
    )
    const { items, ...rest } = pageOf(allowed, page)
    const services = items.map(async ([namespace, name]) => {
      const accesses = await accessesOf(callers, namespace, context)
      const [last] = accesses
      return {
        ServiceName: name,
        ServiceNamespace: namespace,
        LastAuthenticated: last?.use.at,
        LastAuthenticatedEntity: last?.caller.arn,
        LastAuthenticatedRegion: last?.use.region,
        TotalAuthenticatedEntities: accesses.length,
        TrackedActionsLastAccessed: undefined,
      }
    })
    return {
      ...completed(job),
      JobType: 'SERVICE_LEVEL' as const,
      ServicesLastAccessed: await Promise.all(services),
      ...rest,
    }
  },
})

export const getServiceLastAccessedDetailsWithEntities = operation(
  iam.GetServiceLastAccessedDetailsWithEntities,
  {
    readOnly: true,
    authorize: () => check('iam:GetServiceLastAccessedDetailsWithEntities', ANY),

    async handle({ JobId, ServiceNamespace, ...page }, context) {
      const job = await getJob(JobId, context)
      const { callers } = await advisedBy(job.arn, context)
      const accesses = await accessesOf(callers, ServiceNamespace, context)
      const { items, ...rest } = pageOf(accesses, page)
      return {
        ...completed(job),
        EntityDetailsList: items.map(({ caller, use }) => ({
          EntityInfo: {
            Arn: caller.arn,
            Name: caller.name,
            Type: caller.kind === 'user' ? ('USER' as const) : ('ROLE' as const),
            Id: caller.id,
            Path: caller.path,
          },
          LastAuthenticated: use.at,
        })),
        ...rest,
      }
    },
  },
)

/** Through which policies a user, group or role may use services. */
export const listPoliciesGrantingServiceAccess = operation(iam.ListPoliciesGrantingServiceAccess, {
  readOnly: true,
  authorize: ({ Arn }, context) =>
    advisedCheck('iam:ListPoliciesGrantingServiceAccess', Arn, context),

  async handle({ Arn, ServiceNamespaces, ...page }, context) {
    const { policies } = await advisedBy(Arn, context)
    const { items, ...rest } = pageOf(ServiceNamespaces, page)
    return {
      PoliciesGrantingServiceAccess: items.map(namespace => ({
        ServiceNamespace: namespace,
        Policies: policies
          .filter(policy => grants(policy, namespace))
          .map(({ name, arn, carrier }) => ({
            PolicyName: name,
            PolicyType: arn === undefined ? ('INLINE' as const) : ('MANAGED' as const),
            PolicyArn: arn,
            EntityType: carrier && CARRIERS[carrier.kind],
            EntityName: carrier?.name,
          })),
      })),
      ...rest,
    }
  },
})

const CARRIERS = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const

interface Job {
  readonly arn: string
  readonly granularity: string
  readonly at: number
}

/** These actions have no resource; denials print a star all the same. */
const ANY = { arns: 'any', shownAs: '*' } as const

const jobKey = (account: string, id: string) => key('iam.access-job', account, id)

async function getJob(id: string, { account, documents }: IamContext): Promise<Job> {
  const found = recordOf<Job>(await documents.get(jobKey(account, id)))
  if (!found) throw NoSuchEntityException(`Unable to find job with id: ${id}`)
  return found
}

const completed = ({ at }: Job) => ({
  JobStatus: 'COMPLETED' as const,
  JobCreationDate: at,
  JobCompletionDate: at,
  Error: undefined,
})

/** The check on what an ARN names; one that names nothing of ours is checked as it is. */
function advisedCheck(action: string, arn: string, context: IamContext): Check | Promise<Check> {
  if (arn.includes(':policy/')) return policyCheck(action, arn, context)
  const source = sourceOf(arn)
  const owner = arn.split(':')[4]
  if (source && owner === context.account) {
    return entityCheck(action, source.kind, source.name, context)
  }
  return check(action, { arns: [arn], ...(owner && /^\d{12}$/.test(owner) && { account: owner }) })
}
