import { type Config, type Holder, type Lock, lockPath, readRuntime, takeLock } from '../platform/base/index.ts'

/** The folder belongs to another running process. */
export class AlreadyRunningError extends Error {
  override name = 'AlreadyRunningError'
}

/** The locks of this process in its data folder. */
export type Locks = {
  /** Does this process run the embedded database (no other one does)? */
  readonly runsDatabase: boolean
  note(address: string): void
  release(): void
}

/**
 * Takes one lock for each role, and that of the embedded database when it is free and wanted.
 * @throws AlreadyRunningError naming the address under which the other process answers
 */
export async function takeLocks(config: Config): Promise<Locks> {
  const mine: Lock[] = []
  const release = () => {
    for (const lock of mine) lock.release()
  }
  for (const role of config.roles) {
    const taken = await takeLock(lockPath(config.data, role))
    if ('heldBy' in taken) {
      release()
      throw new AlreadyRunningError(refusal(config, role, taken.heldBy))
    }
    mine.push(taken)
  }
  const database = config.databaseUrl === undefined ? await takeLock(lockPath(config.data, 'database')) : undefined
  const runsDatabase = database !== undefined && !('heldBy' in database)
  if (database && !('heldBy' in database)) mine.push(database)
  return {
    runsDatabase,
    note: (address) => {
      for (const lock of mine) lock.note(address)
    },
    release,
  }
}

function refusal(config: Config, role: string, holder: Holder): string {
  const where = readRuntime(config.data)?.url ?? holder.address
  const running = where === undefined ? 'it is just starting' : `it answers at ${where}`
  return `Shudu already runs on ${config.data} (role ${role}, process ${holder.pid}): ${running}. Use that one, stop it, or set SHUDU_DATA to another folder.`
}
