import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { type Account, identityOf } from './account.ts'

/**
 * Waits for the end of its input, which is the end of Shudu however it came, then stops the server in order: `$1` is its
 * process, `$2` its folder. A number that has gone to another program since is left alone.
 */
const script = `while read -r line; do :; done
if [ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ]; then kill -INT "$1"; fi`

/**
 * Sets a watchdog beside a server: a shell that does nothing while this process lives, and stops the server when it is
 * killed, so that no database stays behind with nobody to watch it.
 */
export function setWatchdog(server: number, folder: string, account: Account): ChildProcess {
  const dog = spawn('/bin/sh', ['-c', script, 'shudu-watchdog', String(server), join(folder, 'pgdata')], {
    ...identityOf(account),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
    // Not in our process group: what is sent to all of it must not reach the watchdog first.
    detached: true,
  })
  // Without a shell there is no watchdog; the next start ends what was left behind, as it does without one.
  dog.on('error', () => undefined)
  dog.unref()
  // A pipe of a child is a socket of Node's; alone it must not keep this process from ending.
  if (dog.stdin instanceof Socket) dog.stdin.unref()
  return dog
}
