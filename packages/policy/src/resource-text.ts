import { cutPattern } from './arn.ts'

/** What AWS says about the text of actions and resources (spec/iam.md §1.5); undefined for none. */

const PARTITION = /^(?:aws(?:-[a-z-]+)?|\*)$/
const IAM_PATH =
  /^(?:\*|(?:user|federated-user|role|group|instance-profile|mfa|server-certificate|policy|sms-mfa|saml-provider|oidc-provider|report|access-report)\/|root$|\$\{)/

export function resourceProblem(text: string): string | undefined {
  if (/^\*+$/.test(text)) return undefined
  if (!text.includes(':')) return `Resource ${text} must be in ARN format or "*".`
  const [, partition = '*', service = '', region = '*', account = '*', path] = cutPattern(
    text,
    true,
  )
  if (!PARTITION.test(partition)) {
    const printed = ['arn', partition, service || '*', region, account, path ?? '*'].join(':')
    return `Partition "${partition}" is not valid for resource "${printed}".`
  }
  if (service === '' || /[*?]/.test(service)) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.'
  }
  if (path === undefined) return undefined
  if (service === 'iam' && region !== '' && region !== '*') {
    return 'IAM resource ARN cannot contain region information.'
  }
  if (service === 's3' && region !== '' && region !== '*' && !path.startsWith('accesspoint/')) {
    return 'Resource ARN can not contain region information.'
  }
  if (service === 'iam' && !IAM_PATH.test(path)) {
    return 'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.'
  }
  return undefined
}

export function actionProblem(text: string): string | undefined {
  if (text === '*') return undefined
  const [vendor = '', ...rest] = text.split(':')
  if (rest.length === 0) {
    return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'
  }
  if (rest.length > 1) return 'Actions/Condition can contain only one colon.'
  return /^[A-Za-z0-9.-]+$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`
}
