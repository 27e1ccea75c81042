import { vi } from 'vitest'
import type { ExitCode } from '../../src/cli/command.ts'
import { runCommand } from '../../src/cli/main.ts'
import { readConfig } from '../../src/platform/base/index.ts'

/** What a command did: its code, and all it wrote to both streams. */
export type Ran = { readonly code: ExitCode; readonly said: string }

/** Runs a command line of `shudu` within this process: the same as in one of its own, but for the seconds that Node takes to begin. */
export async function runHere(line: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  let said = ''
  const hear = (part: string | Uint8Array): boolean => {
    said += part
    return true
  }
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(hear))
  try {
    return { code: await runCommand(line, readConfig(env)), said }
  } finally {
    for (const stream of streams) stream.mockRestore()
  }
}
