/** Each command is loaded when it is asked for, so that none pays for another. */
const COMMANDS: Readonly<Record<string, { help: string; load: () => Promise<Command> }>> = {
  serve: { help: 'run the server', load: async () => (await import('./serve.ts')).serve },
  chat: { help: 'talk to a bot', load: async () => (await import('./chat.ts')).chat },
  explain: {
    help: 'why a request was allowed or refused: explain REQUEST_ID',
    load: async () => (await import('./explain.ts')).explain,
  },
  lint: {
    help: 'what is wrong with a policy: lint FILE [--kind KIND]',
    load: async () => (await import('./lint.ts')).lint,
  },
  account: {
    help: 'account create ID, account list',
    load: async () => (await import('./account.ts')).account,
  },
  import: {
    help: 'load an export, build it and say what it found: import FILE [--overwrite]',
    load: async () => (await import('./import.ts')).importFile,
  },
  backup: {
    help: 'write everything that a running server keeps into FILE: backup FILE',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    help: 'make a data directory of a backup: restore FILE --data DIR --root-key-file KEY',
    load: async () => (await import('./restore.ts')).restore,
  },
  demo: {
    help: 'play the story of a bot, a role and a conversation log',
    load: async () => (await import('./demo.ts')).demo,
  },
  collector: {
    help: 'collect logs from buckets of others: collector account create NAME, …',
    load: async () => (await import('./collector.ts')).collector,
  },
  deliveries: {
    help: 'conversation logs that wait: deliveries list, deliveries retry ID',
    load: async () => (await import('./deliveries.ts')).deliveries,
  },
}

/** They tell more of themselves than a line. */
const OWN_HELP: ReadonlySet<string> = new Set(['serve', 'collector'])

/** Runs with the arguments after the command's name; the number is the exit code. */
export type Command = (args: readonly string[]) => Promise<number>

async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name]
  if (command && Object.hasOwn(COMMANDS, name ?? '')) {
    const isHelp = args.includes('--help') && !OWN_HELP.has(name ?? '')
    if (!isHelp) return (await command.load())(args)
    process.stdout.write(`parley ${name}: ${command.help}\n`)
    return 0
  }
  const asked = name === undefined || name === 'help' || name === '--help'
  const lines = Object.entries(COMMANDS).map(([key, { help }]) => `  ${key.padEnd(12)}${help}`)
  const usage = `usage: parley COMMAND [flags]\n\n${lines.join('\n')}\n`
  if (asked) process.stdout.write(usage)
  else process.stderr.write(`parley: unknown command \`${name}\`\n\n${usage}`)
  return asked ? 0 : 2
}

process.exitCode = await main(process.argv.slice(2))
