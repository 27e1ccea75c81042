#!/usr/bin/env node
// The command `shudu`: brings in what is missing, then hands over to the TypeScript sources under the pinned Node.
// Plain JavaScript without dependencies, so that any Node from 18 on can begin.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { become, project } from './setup/machine.mjs'
import { ensureRuntime } from './setup/runtime.mjs'

/** How Node is set for a city; node.json says why. */
const settings = JSON.parse(readFileSync(join(project, 'bin/setup/node.json'), 'utf8')).serve

const args = process.argv.slice(2)
try {
  await ensureInstalled()
  const node = await ensureRuntime()
  if (args[0] === 'serve') await ensureBuilt(node)
  process.exitCode = await become(node, [...settings, join(project, 'src/cli/shudu.ts'), ...args])
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  process.exitCode = 1
}
