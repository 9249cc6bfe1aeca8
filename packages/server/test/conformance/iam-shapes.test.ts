import {
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { afterAll, expect, it } from 'vitest'
import { openHouse } from '../house.ts'
import { policy } from '../people.ts'
import { refusal } from '../refusal.ts'

/** What the bytes of a request decide, in the words of IAM (spec/iam.md §6.2). */

const house = await openHouse()
const iam = new IAMClient(house.as())
afterAll(() => house.close())

const AssumeRolePolicyDocument = policy({
  Effect: 'Allow',
  Principal: { Service: 'lex.amazonaws.com' },
  Action: 'sts:AssumeRole',
})

const NAME = 'It must contain only alphanumeric characters and/or the following: +=,.@_-'
const PATH =
  'It must begin and end with / and contain only alphanumeric characters and/or / characters.'

it.each([
  [
    new CreateUserCommand({ UserName: 'a b' }),
    'ValidationError',
    `The specified value for userName is invalid. ${NAME}`,
  ],
  [
    new CreateRoleCommand({ RoleName: 'a/b', AssumeRolePolicyDocument }),
    'ValidationError',
    `The specified value for roleName is invalid. ${NAME}`,
  ],
  [
    new CreateUserCommand({ UserName: 'a', Path: 'team' }),
    'ValidationError',
    `The specified value for path is invalid. ${PATH}`,
  ],
  [
    new CreateUserCommand({ UserName: 'a'.repeat(65) }),
    'ValidationError',
    `1 validation error detected: Value '${'a'.repeat(65)}' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  ],
  [
    new GetRoleCommand({ RoleName: undefined }),
    'MissingParameter',
    'The request must contain the parameter RoleName.',
  ],
  [
    new CreateUserCommand({ UserName: undefined }),
    'ValidationError',
    "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null",
  ],
])('%# is refused with %s: %s', async (command, code, message) => {
  expect(await refusal(iam.send(command as CreateUserCommand))).toEqual([code, message, 400])
})
