import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Account, identityOf } from './account.ts'
import { roleName, ServerError, type ServerOptions } from './options.ts'

/** Runs a program of PostgreSQL to its end. @throws ServerError with what it said when it fails */
async function run(program: string, args: readonly string[], account: Account): Promise<void> {
  const child = spawn(program, args, {
    ...identityOf(account),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const hear = (part: Buffer) => {
    said = (said + part).slice(-4_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done))
  if (code !== 0) throw new ServerError(`${program} ended with ${code}:\n${said.trim()}`)
}

/**
 * Makes the cluster `pgdata` when it is not there yet: UTF8, the collation C.UTF-8 that PostgreSQL brings itself (the
 * same on every machine, whatever locales it has), passwords by SCRAM, checksums.
 */
export async function initialise({ binaries, folder, account, passwords }: ServerOptions): Promise<void> {
  const data = join(folder, 'pgdata')
  if (existsSync(join(data, 'PG_VERSION'))) return
  // An initdb that was killed leaves a half-made folder under this other name, never `pgdata`.
  const half = join(folder, 'pgdata.new')
  const secret = join(folder, 'initdb.password')
  await rm(half, { recursive: true, force: true })
  await mkdir(half, { mode: 0o700 })
  await writeFile(secret, passwords.root, { mode: 0o600 })
  if (account !== undefined) for (const path of [half, secret]) await chown(path, account.uid, account.gid)
  try {
    await run(
      binaries.initdb,
      [
        ...['-D', half, '-U', roleName.root, '--pwfile', secret, '--auth=scram-sha-256', '--encoding=UTF8'],
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums'],
      ],
      account,
    )
  } finally {
    await rm(secret, { force: true })
  }
  await rename(half, data)
}
