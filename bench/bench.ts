import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
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
export type Bench = {
  readonly says: string
  /** The size it has unless told; what `--grow` doubles. */
  readonly usual?: number
  run(size: number | undefined): Promise<readonly BenchResult[]>
}

const folder = import.meta.dirname

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length))
  .sort()

const { values, positionals } = parseArgs({
  options: { size: { type: 'string' }, grow: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [name] = positionals
if (name === undefined || !names.includes(name)) {
  process.stdout.write(`npm run bench -- <name> [--size n] [--grow]\n\n${names.map((one) => `  ${one}`).join('\n')}\n`)
  process.exit(name === undefined ? 0 : 2)
}

// Each file of this folder exports `bench`.
const { bench } = (await import(join(folder, `${name}.bench.ts`))) as { bench: Bench }
const asked = values.size === undefined ? bench.usual : Number(values.size)
if (values.grow && asked === undefined) throw new Error(`${name} has no size that could grow: give --size`)
const sizes = values.grow && asked !== undefined ? [asked, asked * 2, asked * 4] : [asked]
const runs: (readonly BenchResult[])[] = []
for (const size of sizes) {
  const found = await bench.run(size)
  runs.push(found)
  for (const result of found) tell(result)
}
const results = runs.flat()
const machine = {
  cores: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
}
if (runs.length > 1) growth()
process.stdout.write(`\n${JSON.stringify({ ...machine, load: loadavg().map((one) => Number(one.toFixed(1))) })}\n`)
await mkdir(join(folder, 'results'), { recursive: true })
const file = join(folder, 'results', `${name}.json`)
await writeFile(file, `${JSON.stringify({ name, at: new Date().toISOString(), machine, results }, null, 2)}\n`)

function tell(result: BenchResult): void {
  process.stdout.write(`\n${result.what}\n  ratio ${result.ratio.toFixed(2)} against ${result.baseline}\n`)
  for (const [figure, value] of Object.entries(result.figures)) process.stdout.write(`  ${figure}: ${value}\n`)
  process.stdout.write(`  mark: ${result.mark}: ${result.reached ? 'reached' : 'NOT reached'}\n`)
  if (result.bounds) process.stdout.write(`  bounded by: ${result.bounds}\n`)
}

/** How figures grow with the size: one table a result. */
function growth(): void {
  for (const [index, first] of (runs[0] ?? []).entries()) {
    const of = runs.map((run) => run[index])
    const lines = [
      ['', ...sizes.map(String)],
      ['ratio', ...of.map((one) => one?.ratio.toFixed(2) ?? '')],
      ...Object.keys(first.figures).map((figure) => [figure, ...of.map((one) => String(one?.figures[figure] ?? ''))]),
    ]
    const width = Math.max(...lines.map(([head = '']) => head.length))
    const text = lines.map(
      ([head = '', ...cells]) => `  ${head.padEnd(width)}${cells.map((one) => one.padStart(12)).join('')}`,
    )
    process.stdout.write(`\n${first.what}: growth\n${text.join('\n')}\n`)
  }
}
