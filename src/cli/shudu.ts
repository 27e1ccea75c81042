import { runCommand } from './main.ts'

// `exitCode` and not `exit`: what was written to a pipe must get there first.
process.exitCode = await runCommand(process.argv.slice(2))
