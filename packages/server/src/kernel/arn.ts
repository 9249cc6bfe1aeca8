/** `arn:partition:service:region:account:resource`; the resource may hold colons. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** The six parts, or undefined when the text is no ARN. Cuts at the first five colons (spec/iam.md §1.4). */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, account, ...rest] = text.split(':')
  if (scheme !== 'arn' || !partition || !service || region === undefined) return undefined
  if (account === undefined || rest.length === 0) return undefined
  return { partition, service, region, account, resource: rest.join(':') }
}

export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}
