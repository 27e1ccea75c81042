import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Base } from '../base.ts'
import { jobState } from '../jobs/worker.ts'
import { outboxState } from '../outbox/letters.ts'
import type { Finding } from '../room.ts'

const gibibyte = 1024 ** 3

/** What the ground looks at for `shudu doctor` and the health page. */
export async function groundChecks({ db, config }: Base): Promise<readonly Finding[]> {
  return Promise.all([database(db), lesserRole(db), disk(config.data), outbox(db), jobs(db)])
}

async function database(db: Base['db']): Promise<Finding> {
  const found = await sql<{ version: string; mebibytes: number }>`
    select current_setting('server_version') as version, (pg_database_size(current_database()) / 1048576)::int as mebibytes`.execute(
    db,
  )
  const { version = '?', mebibytes = 0 } = found.rows[0] ?? {}
  return {
    what: { zh: '数据库', en: 'Database' },
    state: 'well',
    says: { zh: `PostgreSQL ${version}，占用 ${mebibytes} MiB`, en: `PostgreSQL ${version}, ${mebibytes} MiB` },
  }
}

async function lesserRole(db: Base['db']): Promise<Finding> {
  const found = await sql<{ owns: boolean; strong: boolean }>`
    select pg_has_role(current_user, nspowner, 'member') as owns, (select rolsuper from pg_roles where rolname = current_user) as strong
    from pg_namespace where nspname = 'base'`.execute(db)
  const { owns = false, strong = false } = found.rows[0] ?? {}
  const what = { zh: '运行账号', en: 'Runtime role' }
  if (!owns && !strong)
    return { what, state: 'well', says: { zh: '与建表账号分开', en: 'Apart from the role that owns the tables' } }
  return {
    what,
    state: 'watch',
    says: { zh: '同一数据库账号既建表又运行', en: 'One database user both owns the tables and runs' },
    todo: {
      zh: '给 DATABASE_URL 中的账号 CREATEROLE 权限，Shudu 会另建较低权限的运行账号。',
      en: 'Give the user of DATABASE_URL the right CREATEROLE: Shudu then makes a lesser role to run with.',
    },
  }
}

async function disk(data: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(data)
  const free = (bavail * bsize) / gibibyte
  const state = free < 0.5 ? 'ill' : free < 5 ? 'watch' : 'well'
  return {
    what: { zh: '磁盘空间', en: 'Disk space' },
    state,
    says: { zh: `剩余 ${free.toFixed(1)} GiB`, en: `${free.toFixed(1)} GiB free` },
    ...(state !== 'well' && {
      todo: {
        zh: '请释放磁盘空间；写满后所有写入都会被拒绝。',
        en: 'Free some space: when it is full every change is refused.',
      },
    }),
  }
}

async function outbox(db: Base['db']): Promise<Finding> {
  const { waiting, dead, oldest } = await outboxState(db)
  const state = dead > 0 ? 'ill' : oldest > 300 ? 'watch' : 'well'
  return {
    what: { zh: '事件传递', en: 'Events between rooms' },
    state,
    says: {
      zh: `等待 ${waiting}，最久 ${Math.round(oldest)} 秒，放弃 ${dead}`,
      en: `${waiting} waiting, the oldest for ${Math.round(oldest)} s, ${dead} given up`,
    },
    ...(dead > 0 && {
      todo: { zh: '在 /admin 查看原因后重试。', en: 'See why under /admin, then retry them.' },
    }),
  }
}

async function jobs(db: Base['db']): Promise<Finding> {
  const { waiting, failed } = await jobState(db)
  return {
    what: { zh: '后台任务', en: 'Background jobs' },
    state: failed > 0 ? 'ill' : 'well',
    says: { zh: `等待 ${waiting}，失败 ${failed}`, en: `${waiting} waiting, ${failed} failed` },
    ...(failed > 0 && {
      todo: { zh: '在 /admin 查看原因后重试或放弃。', en: 'See why under /admin, then retry or drop them.' },
    }),
  }
}

/** Asks every room how it is. A check that fails itself is a finding. */
export async function allFindings(
  base: Base,
  rooms: readonly { name: string; checks?(): Promise<readonly Finding[]> }[],
): Promise<readonly Finding[]> {
  const asked = await Promise.all(
    rooms.map(async ({ name, checks }): Promise<readonly Finding[]> => {
      try {
        return (await checks?.()) ?? []
      } catch (cause) {
        base.log.error('a check failed', { room: name, cause })
        const message = cause instanceof Error ? cause.message : String(cause)
        const says = { zh: `检查未能完成：${message}`, en: `The check did not go through: ${message}` }
        return [{ what: { zh: name, en: name }, state: 'ill', says }]
      }
    }),
  )
  return asked.flat()
}
