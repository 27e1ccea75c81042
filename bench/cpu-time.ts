import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Seconds of processor time that the parts of a city have used so far: a measure that others on the machine hardly change. */
export type CpuTime = { readonly city: number; readonly database: number; readonly load: number }

/** Clock ticks a second in /proc, the same on every Linux. */
const ticks = 100

type Stat = { readonly parent: number; readonly own: number; readonly children: number }

function statOf(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold blanks: fields are counted behind it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, own = 0, ownSystem = 0, gone = 0, goneSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at] ?? 0,
    )
    return { parent, own: (own + ownSystem) / ticks, children: (gone + goneSystem) / ticks }
  } catch {
    return undefined // It ended between two looks: its time is its parent's by then.
  }
}

/** Reads it; `undefined` where there is no /proc. `data` is the city's folder, `pid` its process. */
export function cpuTime(data: string, pid: number): CpuTime | undefined {
  const city = statOf(pid)
  if (!city) return undefined
  const postmaster = Number(readFileSync(join(data, 'database/pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const sessions = all.map(statOf).filter((stat) => stat?.parent === postmaster)
  const server = statOf(postmaster)
  const { user, system } = process.cpuUsage()
  return {
    city: city.own,
    database: (server?.own ?? 0) + (server?.children ?? 0) + sessions.reduce((sum, stat) => sum + (stat?.own ?? 0), 0),
    load: (user + system) / 1e6,
  }
}

/** Milliseconds a piece of work took of each, when there were so many of them between two looks. */
export function cpuPer(before: CpuTime | undefined, after: CpuTime | undefined, count: number): CpuTime | undefined {
  if (!before || !after) return undefined
  const each = (part: keyof CpuTime) => ((after[part] - before[part]) * 1_000) / count
  return { city: each('city'), database: each('database'), load: each('load') }
}
