/** How a call was refused: the code on the wire, the message, the HTTP status. */
export async function refusal(call: Promise<unknown>): Promise<readonly [string, string, number]> {
  try {
    await call
  } catch (error) {
    const { name, Code, message, $metadata } = error as {
      readonly name: string
      readonly Code?: string
      readonly message: string
      readonly $metadata?: { readonly httpStatusCode?: number }
    }
    return [Code ?? name, message, $metadata?.httpStatusCode ?? 0]
  }
  throw new Error('expected the call to be refused, and it was not')
}
