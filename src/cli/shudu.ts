import { runCommand } from './main.ts'

// `exitCode` and not `exit`: what was written to a pipe must get there first.
process.exitCode = await runCommand(process.argv.slice(2))
// The command is over. Should something of it still hold the process, nobody waits for that.
setTimeout(() => process.exit(), 10_000).unref()
