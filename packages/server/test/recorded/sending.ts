/** Sends a command by the name of its operation. */
export function sending(
  client: unknown,
  sdk: Readonly<Record<string, unknown>>,
): (name: string, input: unknown) => Promise<object> {
  const { send } = client as { send(command: unknown): Promise<object> }
  return (name, input) => {
    const Command = sdk[`${name}Command`] as new (from: unknown) => unknown
    return send.call(client, new Command(input))
  }
}
