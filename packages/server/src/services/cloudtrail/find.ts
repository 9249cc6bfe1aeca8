import { type Trail, trailArn, trailKey, trailOf, trailsOf } from '../../audit/trail.ts'
import { InvalidHomeRegionException, TrailNotFoundException } from '../../wire/models/cloudtrail.ts'
import type { CloudTrailContext } from './context.ts'
import { arnOfNamed, assertTrailName, type NamedTrail, namedTrail } from './names.ts'

/** The trail of this name, or the multi-region one of another region that is shown here. */
export async function findTrail(
  text: string,
  context: CloudTrailContext,
): Promise<Trail | undefined> {
  const named = namedTrail(text, context)
  const { account, region, name, isArn } = named
  if (account !== context.account) return undefined
  const document = await context.documents.get(trailKey(account, region, name))
  if (document) return trailOf(document)
  if (isArn) return undefined
  const shadows = await trailsOfAccount(context)
  return shadows.find(trail => trail.isMultiRegion && trail.name === name)
}

/** @throws ServiceError InvalidTrailNameException TrailNotFoundException */
export async function getTrail(text: string, context: CloudTrailContext): Promise<Trail> {
  const named = namedTrail(text, context)
  assertTrailName(named.name)
  const trail = await findTrail(text, context)
  if (!trail) throw unknownTrail(named, context)
  return trail
}

/** A trail that may be changed here: only its home region does. @throws ServiceError */
export async function homeTrail(text: string, context: CloudTrailContext): Promise<Trail> {
  const trail = await getTrail(text, context)
  if (trail.homeRegion === context.region) return trail
  throw InvalidHomeRegionException(
    `Trail ${trailArn(trail)} can only be changed in its home region ${trail.homeRegion}.`,
  )
}

/** Every trail of the account, in all regions. */
export async function trailsOfAccount({
  account,
  documents,
}: CloudTrailContext): Promise<readonly Trail[]> {
  const page = await documents.range(...trailsOf(account))
  return page.documents.map(trailOf)
}

const unknownTrail = (named: NamedTrail, { account }: CloudTrailContext) =>
  TrailNotFoundException(`Unknown trail: ${arnOfNamed(named)} for the user: ${account}`)
