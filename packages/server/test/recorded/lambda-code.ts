import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda'
import { packed } from '../conformance/lambda-functions.ts'
import type { Workshop } from './lambda-stage.ts'

/** What the requests of functions that run have in common. */

export const codeOf = async (text: string, name?: string) =>
  packed({ [name ?? (text.includes('exports.') ? 'handler.js' : 'handler.py')]: text })

/** A function of this code, as their helper makes it. */
export async function made(shop: Workshop, text: string, more: object = {}, note?: string) {
  const Code = { ZipFile: await codeOf(text) }
  return shop.usual(note, { Code, ...more })
}

export const invoke = (
  { lambda, note }: Workshop,
  name: string,
  FunctionName: string,
  more: Partial<InvokeCommandInput> = {},
) => note(name, lambda.send(new InvokeCommand({ FunctionName, ...more })))

export const invoked = (
  shop: Workshop,
  FunctionName: string,
  more: Partial<InvokeCommandInput> = {},
) => invoke(shop, 'invoke-result', FunctionName, more)

export const payload = (event: unknown) => ({ Payload: Buffer.from(JSON.stringify(event)) })
/** Code that takes as long as its event says. */
export const WAITS = `
import time
def handler(event, context):
    print('starting wait')
    time.sleep(event['wait'])
    print('done waiting')
`
