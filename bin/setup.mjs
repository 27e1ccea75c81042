#!/usr/bin/env node
// What the npm scripts run: `node bin/setup.mjs test|check|build|bench|format|rooms`. Brings in what is missing first.
// Plain JavaScript without dependencies, so that any Node from 18 on can begin.
import { join } from 'node:path'
import { buildWeb } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { project, runUnder, tool } from './setup/machine.mjs'
import { ensureRuntime } from './setup/runtime.mjs'

const [task, ...args] = process.argv.slice(2)

/** @type {Record<string, (node: string) => Promise<number>>} */
const tasks = {
  test: async (node) => runUnder(node, [join(project, 'bin/gates/test.ts'), ...args]),
  check: async (node) => runUnder(node, [join(project, 'bin/gates/check.ts'), ...args]),
  build: async (node) => buildWeb(node).then(() => 0),
  bench: async (node) => runUnder(node, [join(project, 'bench/bench.ts'), ...args]),
  format: async (node) => runUnder(node, [tool('@biomejs/biome', 'bin/biome'), 'check', '--write', '.', ...args]),
  rooms: async (node) => runUnder(node, [join(project, 'bin/imports/write-rooms.ts'), ...args]),
  install: async () => 0,
}

try {
  const run = task === undefined ? undefined : tasks[task]
  if (run === undefined) {
    process.stderr.write(`Usage: node bin/setup.mjs ${Object.keys(tasks).join('|')}\n`)
    process.exitCode = 2
  } else {
    await ensureInstalled()
    process.exitCode = await run(await ensureRuntime())
  }
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  process.exitCode = 1
}
