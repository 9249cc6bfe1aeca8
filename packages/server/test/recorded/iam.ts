import { entityTests } from './iam-entities.ts'
import { linkedRoleTests } from './iam-linked-roles.ts'
import { fullUserStackTests, stackTests, userStackTests } from './iam-stacks.ts'
import type { RecordedSuite } from './suite.ts'

/** What was asked of IAM when its answers were recorded. */
export const iamSuite: RecordedSuite = {
  service: 'iam',
  documents: ['AssumeRolePolicyDocument', 'PolicyDocument', 'Document'],
  files: {
    'iam/test_iam.json': { ...entityTests, ...linkedRoleTests },
    'iam/resource_providers/test_iam.json': stackTests,
    'iam/resource_providers/aws_iam_user/test_basic_user.json': userStackTests,
    'iam/resource_providers/aws_iam_user/test_parity.json': fullUserStackTests,
  },
  reason(id) {
    if (id.startsWith('TestIAMServiceRoles::')) {
      return 'linked role of a service that is not here, whose policy we cannot state exactly'
    }
    if (id.startsWith('TestIAMServiceSpecificCredentials::')) {
      return 'credentials for CodeCommit and Keyspaces, which are not here'
    }
    return undefined
  },
}
