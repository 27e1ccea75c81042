import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** What a benchmark found. `ratio` is against the baseline, measured in the same run on the same machine. */
export type BenchResult = {
  readonly what: string
  readonly baseline: string
  readonly ratio: number
  /** The mark in words, and whether it was reached. */
  readonly mark: string
  readonly reached: boolean
  /** Figures behind it, with units in their names. */
  readonly figures: Readonly<Record<string, number | string>>
  /** What bounds it, as far as was seen. */
  readonly bounds?: string
}

/** One benchmark: a file of this folder named after it, exporting `bench`. It checks its own result before it answers. */
export type Bench = { readonly says: string; run(size: number | undefined): Promise<readonly BenchResult[]> }

const folder = import.meta.dirname

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length))
  .sort()

const { values, positionals } = parseArgs({ options: { size: { type: 'string' } }, allowPositionals: true })
const [name] = positionals
if (name === undefined || !names.includes(name)) {
  process.stdout.write(`npm run bench -- <name> [--size n]\n\n${names.map((one) => `  ${one}`).join('\n')}\n`)
  process.exit(name === undefined ? 0 : 2)
}

// Each file of this folder exports `bench`.
const { bench } = (await import(join(folder, `${name}.bench.ts`))) as { bench: Bench }
const results = await bench.run(values.size === undefined ? undefined : Number(values.size))
const machine = {
  cores: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
}
for (const result of results) {
  process.stdout.write(`\n${result.what}\n  ratio ${result.ratio.toFixed(2)} against ${result.baseline}\n`)
  for (const [figure, value] of Object.entries(result.figures)) process.stdout.write(`  ${figure}: ${value}\n`)
  process.stdout.write(`  mark: ${result.mark}: ${result.reached ? 'reached' : 'NOT reached'}\n`)
  if (result.bounds) process.stdout.write(`  bounded by: ${result.bounds}\n`)
}
process.stdout.write(`\n${JSON.stringify(machine)}\n`)
await mkdir(join(folder, 'results'), { recursive: true })
const file = join(folder, 'results', `${name}.json`)
await writeFile(file, `${JSON.stringify({ name, at: new Date().toISOString(), machine, results }, null, 2)}\n`)
