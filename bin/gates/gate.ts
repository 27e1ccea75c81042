import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from '../../src/platform/base/index.ts'

/** Something besides the tests that must hold: types, style, dead code. */
export type Gate = {
  readonly name: string
  /** Script of an installed package, from node_modules. */
  readonly script: string
  readonly args: readonly string[]
}

const types = (project: string): Gate => ({
  name: `types (${project})`,
  script: 'typescript/bin/tsc',
  args: ['-p', project],
})

/** All gates, quick ones first. */
export const gates: readonly Gate[] = [
  types('tsconfig.kernel.json'),
  types('tsconfig.json'),
  types('tsconfig.web.json'),
  { name: 'format and lint', script: '@biomejs/biome/bin/biome', args: ['ci', '--error-on-warnings', '.'] },
  { name: 'nothing unused', script: 'knip/bin/knip.js', args: ['--no-progress'] },
]

/**
 * Runs an installed script with our Node. `quiet` keeps its output back unless it fails; after `atMost` milliseconds it is
 * ended and counts as failed, so that something that never ends is told instead of waited for.
 */
export function runScript(
  script: string,
  args: readonly string[],
  options: { quiet?: boolean; env?: NodeJS.ProcessEnv; atMost?: number } = {},
): Promise<number> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(projectFolder, 'node_modules', script), ...args], {
      cwd: projectFolder,
      env: options.env ?? process.env,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    const ending = options.atMost && setTimeout(() => child.kill('SIGKILL'), options.atMost)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (said += part))
    child.once('error', failed)
    // Not 'close': what a killed run left behind may hold its output open.
    child.once(options.quiet ? 'close' : 'exit', (code) => {
      clearTimeout(ending)
      if (options.quiet && code !== 0) process.stdout.write(said)
      done(code ?? 1)
    })
  })
}

/** Runs all gates and says how each ended. @returns how many held and how many did not */
export async function runGates(): Promise<{ readonly passed: number; readonly failed: number }> {
  let passed = 0
  for (const gate of gates) {
    const held = (await runScript(gate.script, gate.args, { quiet: true })) === 0
    process.stdout.write(`${held ? '✓' : '✗'} ${gate.name}\n`)
    if (held) passed++
  }
  return { passed, failed: gates.length - passed }
}
