import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
} from '@aws-sdk/client-lambda'
import type { Requests, Workshop } from './lambda-stage.ts'
import { ACCOUNT, REGION } from './stage.ts'

/** Names and qualifiers that are wrong, asked of four operations. */

const a = (count: number) => 'a'.repeat(count)
const arn = (name: string, region = REGION, account = ACCOUNT) =>
  `arn:aws:lambda:${region}:${account}:function${name}`
const FAR = arn(':my-function', 'invalid-region')
const SHORT = 'my-function'

type Named = readonly [FunctionName: string, Qualifier?: string]

const NAMES: Readonly<Record<string, Named>> = {
  function_name_is_single_invalid: ['*'],
  invalid_characters_in_function_name: ['my-function!'],
  invalid_characters_in_qualifier: [SHORT, 'invalid!'],
  qualifier_too_long: [SHORT, a(129)],
  qualifier_too_long0: [SHORT, a(129)],
  qualifier_too_long1: [SHORT, a(65)],
  function_name_and_qualifier_too_long: [SHORT, a(65)],
  invalid_account_id_in_partial_arn: ['invalid-account:function:my-function'],
  invalid_region_in_arn: [FAR],
  non_lambda_arn: [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance:i-1234567890abcdef0`],
  function_name_too_long: [a(65)],
  function_name_too_long_and_invalid_region: [FAR + a(170)],
  full_arn_and_qualifier_too_long_and_invalid_region: [`${FAR}-${a(170)}`, a(129)],
  full_arn_with_multiple_qualifiers: [arn(':my-function:1:2')],
  incomplete_arn: [arn('')],
  partial_arn_with_extra_qualifier: ['function:my-function:$LATEST:extra'],
  latest_version_with_additional_qualifier: [arn(':my-function:$LATEST'), '1'],
  lowercase_latest_qualifier: [arn(':my-function'), '$latest'],
  missing_region_in_arn: [arn(':my-function', '')],
  missing_account_id_in_arn: [arn(':my-function', REGION, '')],
  misspelled_latest_in_arn: [arn(':my-function:$LATES')],
}

/** What the recordings call a row of letters. */
export const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [65, 129, 140, 170].map(count => [`<a:len(${count})>`, a(count)]),
)

type Asking = (shop: Workshop, named: Named) => Promise<unknown>

const ASKED: Readonly<Record<string, Asking>> = {
  get_function: ({ lambda }, [FunctionName, Qualifier]) =>
    lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })),
  delete_function: ({ lambda }, [FunctionName, Qualifier]) =>
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier })),
  invoke: ({ lambda }, [FunctionName, Qualifier]) =>
    lambda.send(new InvokeCommand({ FunctionName, Qualifier })),
  create_function: ({ lambda, role, zip }, [name, qualifier]) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: qualifier === undefined ? name : `${name}:${qualifier}`,
        ...{ Handler: 'index.handler', Runtime: 'python3.12', PackageType: 'Zip' },
        ...{ Role: role, Code: { ZipFile: zip } },
      }),
    ),
}

/** The problems one by one, sorted, where a refusal names some. */
function refusalOf({ name, message }: Error): unknown {
  const problems = message
    .split(/; |validation errors? detected: /)
    .filter(one => /^Value '/.test(one))
  if (problems.length === 0) return { Code: name, Message: message }
  return { Code: name, Count: problems.length, Errors: problems.sort() }
}

/** Test name → its requests. */
export const nameTests: Readonly<Record<string, Requests>> = Object.fromEntries(
  Object.entries(NAMES).flatMap(([words, named]) =>
    Object.entries(ASKED).map(([operation, ask]): [string, Requests] => [
      `${words}-${operation}`,
      async (shop, stage) => {
        const refused = await ask(shop, named).then(
          () => new Error('it was allowed'),
          (error: Error) => error,
        )
        stage.noteValue(`${operation}_exception`, refusalOf(refused))
      },
    ]),
  ),
)
