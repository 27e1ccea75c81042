import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { runGates, runScript } from './gate.ts'

/** What Vitest's JSON report says, as far as it is read here. */
type Report = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }

function countOf(report: Report, code: number): Count {
  // A file that could not even be loaded has no tests to fail.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const failed = report.numFailedTests + broken
  // An error outside any test ends the run with a code alone.
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Milliseconds after which a run is given up. */
const longest = 60 * 60_000

async function runTests(args: readonly string[], chromium: string | undefined): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'shudu-report-'))
  const file = join(folder, 'report.json')
  try {
    const env = { ...process.env, ...(chromium !== undefined && { SHUDU_CHROMIUM: chromium }) }
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await runScript('vitest/vitest.mjs', ['run', ...reporters, ...args], { env, atMost: longest })
    if (!existsSync(file)) {
      process.stdout.write('The tests did not come to their end: the file after the last one shown never ended.\n')
      return { passed: 0, failed: 1, skipped: 0 }
    }
    return countOf(JSON.parse(readFileSync(file, 'utf8')) as Report, code) // Vitest's own report
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// With names of tests only those are run; without, everything that must hold.
const args = process.argv.slice(2)
const gates = args.length > 0 ? { passed: 0, failed: 0 } : await runGates()
const tests = await runTests(args, ensureBrowser())
const passed = gates.passed + tests.passed
const failed = gates.failed + tests.failed
process.stdout.write(`\n${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
