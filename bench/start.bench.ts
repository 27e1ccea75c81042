import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from './bench.ts'

const shudu = join(import.meta.dirname, '..', 'src', 'cli', 'shudu.ts')

/** Milliseconds from the command to the first page, then an orderly stop. */
async function startOnce(data: string): Promise<number> {
  const begun = performance.now()
  const env = { ...process.env, SHUDU_DATA: data, SHUDU_PORT: '0' }
  const child = spawn(process.execPath, [shudu, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  try {
    let said = ''
    for await (const part of child.stdout) {
      said += String(part)
      const url = /Shudu ready: (\S+)/.exec(said)?.[1]
      if (url === undefined) continue
      const page = await fetch(url)
      if (!page.ok) throw new Error(`The first page answered ${page.status}`)
      return performance.now() - begun
    }
    throw new Error('The city did not become ready')
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** First start of the demonstration city (everything installed), and the starts after it. */
export const bench: Bench = {
  says: 'first and second start of the demonstration city',
  run: async (rounds = 5) => {
    const data = await mkdtemp(join(tmpdir(), 'shudu-bench-'))
    await chmod(data, 0o755)
    try {
      const first = await startOnce(data)
      const later: number[] = []
      for (let round = 0; round < rounds; round += 1) later.push(await startOnce(data))
      later.sort((a, b) => a - b)
      const median = later[Math.floor(later.length / 2)] ?? Number.NaN
      return [
        {
          what: 'start of the demonstration city',
          baseline: 'its first start, which loads the city',
          ratio: median / first,
          mark: 'second start ≤ 5 s',
          reached: (later.at(-1) ?? Number.POSITIVE_INFINITY) <= 5_000,
          figures: {
            'first start ms': first.toFixed(0),
            'later start, median ms': median.toFixed(0),
            'later start, slowest ms': (later.at(-1) ?? 0).toFixed(0),
          },
        },
      ]
    } finally {
      await rm(data, { recursive: true, force: true })
    }
  },
}
