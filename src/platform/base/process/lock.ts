import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Who holds a lock: process number, when that process began (to tell it from a later one with the same number), and its address. */
export type Holder = { readonly pid: number; readonly began: string; readonly address?: string }

/** A lock held by this process. */
export type Lock = {
  /** Writes down the address under which the holder can be reached. */
  note(address: string): void
  release(): void
}

/** Does a process of this number exist? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // EPERM: it exists, but belongs to somebody else.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

/** When a process began, in a form that differs for another process of the same number; empty where the system does not say. */
function beganAt(pid: number): string {
  try {
    // proc(5): field 22 is the start time in ticks since boot; the name in field 2 may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

/** Reads who holds the lock; `undefined` when nobody living does. */
export function holderOf(path: string): Holder | undefined {
  try {
    // Written by `takeLock`; a half-written one does not parse and counts as nobody's.
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    if (!isAlive(holder.pid)) return undefined
    return beganAt(holder.pid) === holder.began ? holder : undefined
  } catch {
    return undefined
  }
}

/** Takes the lock, or gives who holds it. A lock whose holder is gone (killed, machine restarted) is taken over. */
export async function takeLock(path: string): Promise<Lock | { readonly heldBy: Holder }> {
  await mkdir(dirname(path), { recursive: true })
  const mine: Holder = { pid: process.pid, began: beganAt(process.pid) }
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 })
      return held(path, mine)
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    }
    const holder = holderOf(path)
    if (holder) return { heldBy: holder }
    clearStale(path)
  }
}

/** Moves a stale lock away. Of two that try only one can move it; a lock that was taken meanwhile is put back. */
function clearStale(path: string): void {
  const aside = `${path}.${process.pid}.stale`
  try {
    // A file just being written by another process may still be empty: it gets a moment.
    if (Date.now() - statSync(path).mtimeMs < 200 && readFileSync(path, 'utf8') === '') return
    renameSync(path, aside)
  } catch {
    return // Another process was quicker.
  }
  if (holderOf(aside)) renameSync(aside, path)
  else rmSync(aside, { force: true })
}

function held(path: string, mine: Holder): Lock {
  return {
    note: (address) => writeFileSync(path, JSON.stringify({ ...mine, address })),
    release: () => rmSync(path, { force: true }),
  }
}
