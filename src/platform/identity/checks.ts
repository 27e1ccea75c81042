import { sql } from 'kysely'
import type { Base, Finding } from '../base/index.ts'
import { needsSetUp } from './sign-in/set-up.ts'

/** What `shudu doctor` asks of this room: can somebody administer the city, can other applications sign in here. */
export async function checks(base: Base): Promise<readonly Finding[]> {
  return [await administrators(base), publicAddress(base)]
}

async function administrators(base: Base): Promise<Finding> {
  const what = { zh: '市级管理员', en: 'Administrators of the city' }
  const { rows } = await sql<{ count: number }>`select count(distinct p.id)::int as count from identity.post t
    join identity.office o on o.id = t.office and o.parent is null
    join identity.person p on p.id = t.person and p.status = 'active'
    where t.role = 'administrator' and t.until_at is null`.execute(base.db)
  const count = rows[0]?.count ?? 0
  if (count > 1) return { what, state: 'well', says: { zh: `${count} 人`, en: `${count} people` } }
  if (count === 1)
    return {
      what,
      state: 'watch',
      says: { zh: '仅 1 人', en: 'one person only' },
      todo: {
        zh: '请再任命一名，以免无人可管理。',
        en: 'Appoint another, or nobody can let anybody in when this one is away.',
      },
    }
  const waits = await needsSetUp(base)
  return {
    what,
    state: waits ? 'watch' : 'ill',
    says: { zh: '没有', en: 'none' },
    todo: waits
      ? { zh: '请用启动时显示的口令完成初始化。', en: 'Set the city up with the code that the server printed.' }
      : { zh: '请从备份恢复一名管理员。', en: 'Bring one back from a backup.' },
  }
}

function publicAddress({ config }: Base): Finding {
  const what = { zh: '对外地址', en: 'Public address' }
  if (config.publicUrl !== undefined)
    return { what, state: 'well', says: { zh: config.publicUrl, en: config.publicUrl } }
  return {
    what,
    state: 'watch',
    says: { zh: '未设置', en: 'not set' },
    todo: {
      zh: '对外提供服务前请设置 SHUDU_PUBLIC_URL：其他应用登录、通行密钥和安全 Cookie 都依赖它。',
      en: 'Set SHUDU_PUBLIC_URL before others reach the city: signing in from applications, passkeys and secure cookies need it.',
    },
  }
}
