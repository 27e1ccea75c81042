import { existsSync, statSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../process/lock.ts'
import type { Account } from './account.ts'
import { ServerError } from './options.ts'

/**
 * Ends a server that an earlier, killed Shudu left running on this cluster. A note of a process that is gone stays:
 * PostgreSQL clears it itself after making sure that none of that server's sessions lives on.
 */
export async function endLeftover(data: string, account: Account): Promise<void> {
  const note = join(data, 'postmaster.pid')
  if (!existsSync(note)) return
  const pid = Number((await readFile(note, 'utf8')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return
  // The number went to another program since (a reboot): PostgreSQL would refuse to start because of it.
  if (!(await isServerOf(pid, data, account))) return rm(note, { force: true })
  process.kill(pid, 'SIGINT')
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited === 10_000) process.kill(pid, 'SIGQUIT')
    if (waited > 20_000) throw new ServerError(`A PostgreSQL (process ${pid}) still runs on ${data} and does not stop.`)
    await sleep(50)
  }
}

async function isServerOf(pid: number, data: string, account: Account): Promise<boolean> {
  if (process.platform !== 'linux') return true
  try {
    if (account !== undefined && statSync(`/proc/${pid}`).uid !== account.uid) return false
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(data)
  } catch {
    return false // It ended between the looks.
  }
}
