import type { RuntimeFamily } from '../../functions/function-spec.ts'
import { invalid } from './errors.ts'

/** What AWS lists, in the order of its message. */
const SUPPORTED = [
  'nodejs20.x',
  'python3.14',
  'provided.al2023',
  'python3.12',
  'python3.13',
  'nodejs24.x',
  'nodejs22.x',
  'java25',
  'python3.10',
  'python3.11',
  'java21',
  'ruby3.3',
  'ruby3.4',
  'ruby3.2',
  'python3.8',
  'python3.9',
  'java17',
  'nodejs16.x',
  'dotnet10',
  'dotnet8',
  'java11',
  'dotnet6',
  'nodejs18.x',
  'provided.al2',
  'java8.al2',
]

/** What AWS knew once. Node.js and Python of these run here on what is installed, with a remark in the state. */
const RETIRED = [
  'nodejs',
  'nodejs4.3',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'python2.7',
  'python3.6',
  'python3.7',
  'java8',
  'go1.x',
  'provided',
  'ruby2.5',
  'ruby2.7',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
]

/** @throws InvalidParameterValueException for what is unknown, retired or cannot be run here */
export function assertRuntime(runtime: string): void {
  if (!SUPPORTED.includes(runtime) && !RETIRED.includes(runtime)) {
    throw invalid(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${SUPPORTED.join(', ')}] or be a valid ARN`,
    )
  }
  if (familyOf(runtime)) return
  if (SUPPORTED.includes(runtime)) {
    throw invalid(
      `The runtime ${runtime} is not available on this server, which runs Node.js, Python 3 and provided bootstraps.`,
    )
  }
  throw invalid(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
  )
}

/** Undefined when no family here runs it: the languages changed too much between Python 2 and 3. */
export function familyOf(runtime: string): RuntimeFamily | undefined {
  if (runtime.startsWith('nodejs')) return 'nodejs'
  if (runtime.startsWith('python3')) return 'python'
  return runtime.startsWith('provided') ? 'provided' : undefined
}

/** What a function's state says of an old runtime. */
export const remarkOn = (runtime: string | undefined): string | undefined =>
  runtime !== undefined && RETIRED.includes(runtime)
    ? `The runtime ${runtime} is retired: the function runs on the version that is installed here.`
    : undefined
