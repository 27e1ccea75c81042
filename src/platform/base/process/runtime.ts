import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { holderOf } from './lock.ts'

/** What a running city writes down for commands on the same machine: `SHUDU_DATA/runtime.json`, mode 0600. */
export type Runtime = {
  readonly pid: number
  readonly url: string
  readonly version: string
  readonly startedAt: string
  readonly demo: boolean
}

const pathIn = (data: string) => join(data, 'runtime.json')

/** The lock that one process of a role holds in its data folder. */
export const lockPath = (data: string, what: string): string => join(data, 'run', `${what}.lock`)

/** Writes the note, whole or not at all. */
export function writeRuntime(data: string, runtime: Runtime): void {
  const half = `${pathIn(data)}.${process.pid}`
  writeFileSync(half, JSON.stringify(runtime, undefined, 2), { mode: 0o600 })
  renameSync(half, pathIn(data))
}

/** The city that runs on this data folder; `undefined` when none does. */
export function readRuntime(data: string): Runtime | undefined {
  const holder = holderOf(lockPath(data, 'api'))
  if (!holder) return undefined
  try {
    // Written by `writeRuntime` alone.
    const runtime = JSON.parse(readFileSync(pathIn(data), 'utf8')) as Runtime
    return runtime.pid === holder.pid ? runtime : undefined
  } catch {
    return undefined // It is starting and has not written it yet.
  }
}

/** Takes the note away at the end. */
export const removeRuntime = (data: string): void => rmSync(pathIn(data), { force: true })
