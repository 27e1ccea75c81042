import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedAddress, openDb, projectFolder } from '../src/platform/base/index.ts'
import { issueOperatorToken } from '../src/platform/identity/index.ts'
import type { Bench, BenchResult } from './bench.ts'
import { loadOnce } from './readings.ts'

const devices = 500
const perRound = 2_000
const idleSeconds = 180

/** A demonstration city as `shudu serve` runs it. */
async function openCity() {
  const data = await mkdtemp(join(tmpdir(), 'shudu-memory-'))
  await chmod(data, 0o755)
  // Ours, and of this shape.
  const settings = JSON.parse(await readFile(join(projectFolder, 'bin/setup/node.json'), 'utf8')) as { serve: string[] }
  const child = spawn(process.execPath, [...settings.serve, join(projectFolder, 'src/cli/shudu.ts'), 'serve'], {
    env: { ...process.env, SHUDU_DATA: data, SHUDU_PORT: '0', SHUDU_MQTT_PORT: '0', SHUDU_RATE: '0', SHUDU_DEMO: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((done, failed) => {
    const hear = (part: Buffer) => {
      said += part
      const found = /Shudu ready: (\S+)/.exec(said)?.[1]
      // The devices of the demonstration come after the start.
      if (found && said.includes('devices of the demonstration were enrolled')) done(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => failed(new Error(`The city ended with ${code}:\n${said}`)))
  })
  return {
    ...{ data, url, pid: child.pid ?? 0 },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Megabytes that the city's process and those Node processes that it started hold in memory. @throws where there is no /proc */
async function heldBy(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean)
  let held = 0
  for (const one of [String(pid), ...children])
    try {
      if (one !== String(pid) && !(await readFile(`/proc/${one}/cmdline`, 'utf8')).startsWith(process.execPath))
        continue
      held += Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0) / 1_000
    } catch {
      // A process that ended between two looks holds nothing.
    }
  return held
}

const middle = (part: readonly number[]) => part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0

async function sampled<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ readonly found: T; readonly held: number[] }> {
  const held: number[] = []
  const timer = setInterval(() => void heldBy(pid).then((one) => held.push(one)), 2_000)
  try {
    return { found: await work(), held }
  } finally {
    clearInterval(timer)
  }
}

type City = Awaited<ReturnType<typeof openCity>>

/** Enrols the devices that send. */
async function enrol({ data, url }: City): Promise<readonly { id: string; secret: string }[]> {
  const db = openDb(embeddedAddress(data, 'app') ?? {}, { connections: 1 })
  const { token } = await issueOperatorToken(db, { as: 'service:bench', scopes: ['twin'], days: 1 })
  await db.close()
  const enrolled: { id: string; secret: string }[] = []
  for (let n = 0; n < devices; n++) {
    const answer = await fetch(`${url}/api/things/devices`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ id: `memory-${n}`, profile: 'rain-gauge' }),
    })
    if (answer.status !== 201) throw new Error(await answer.text())
    enrolled.push((await answer.json()) as { id: string; secret: string }) // as the route declares
  }
  return enrolled
}

/** Full rate for so long; every round is counted and thrown away. */
async function load(city: City, seconds: number): Promise<{ readonly readings: number; readonly ms: number }> {
  const all = await enrol(city)
  const { mqtt } = (await (await fetch(`${city.url}/api/things/where`)).json()) as { mqtt: number } // as the route declares
  const owner = openDb(embeddedAddress(city.data, 'owner') ?? {}, { connections: 1 })
  let [readings, busy] = [0, 0]
  try {
    for (const ends = performance.now() + seconds * 1_000; performance.now() < ends; ) {
      const first = Date.now() - 3_600_000
      const { ms, acknowledged } = await loadOnce({
        ...{ by: 'mqtt', port: mqtt, devices: all, messages: perRound, rows: 1, window: 40, first },
      })
      const { rows } = await owner.pool.query<{ n: number }>(
        `select count(*)::int as n from twin.observation where at >= to_timestamp($1) and at < to_timestamp($2) and series in (
          select series from things.device_series s join things.device d on d.key = s.device where d.id like 'memory-%')`,
        [first / 1_000, (first + perRound) / 1_000],
      )
      if (rows[0]?.n !== acknowledged || acknowledged !== devices * perRound)
        throw new Error(`${rows[0]?.n} readings are there, ${acknowledged} were acknowledged`)
      await owner.pool.query('truncate twin.observation')
      readings += acknowledged
      busy += ms
    }
  } finally {
    await owner.close()
  }
  return { readings, ms: busy }
}

/** What the demonstration city holds: idle with its two thousand devices, and at full rate for `--size` seconds (600). */
export const bench: Bench = {
  says: 'memory of all Node processes: the demonstration city idle, and at full rate for ten minutes',
  run: async (size = 600) => {
    const results: BenchResult[] = []
    const city = await openCity()
    try {
      const idle = await sampled(city.pid, () => new Promise((done) => setTimeout(done, idleSeconds * 1_000)))
      const rest = idle.held.slice(Math.floor(idle.held.length / 3))
      results.push({
        what: `idle for ${idleSeconds} seconds after its first start, 2,000 devices reporting`,
        baseline: 'the mark of 400 MB',
        ratio: middle(rest) / 400,
        mark: '≤ 400 MB',
        reached: Math.max(...rest) <= 400,
        figures: {
          'after the start, MB': Math.round(idle.held[0] ?? 0),
          'usually, MB': Math.round(middle(rest)),
          'most after a minute, MB': Math.round(Math.max(...rest)),
        },
      })
      const { found, held } = await sampled(city.pid, () => load(city, size))
      const third = Math.floor(held.length / 3)
      const [before, after] = [middle(held.slice(third, 2 * third)), middle(held.slice(2 * third))]
      results.push({
        what: `${found.readings} readings in ${size} seconds, one a message, beside the demonstration`,
        baseline: 'memory in the second third of the run',
        ratio: after / before,
        mark: 'at most 1.1 times, and ≤ 800 MB',
        reached: after / before <= 1.1 && Math.max(...held) <= 800,
        figures: {
          'readings/s while loaded': Math.round((found.readings * 1_000) / found.ms),
          'first third, MB': Math.round(middle(held.slice(0, third))),
          'second third, MB': Math.round(before),
          'last third, MB': Math.round(after),
          'most, MB': Math.round(Math.max(...held)),
        },
      })
    } finally {
      await city.stop()
    }
    return results
  },
}
