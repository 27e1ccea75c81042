import { sql } from 'kysely'
import type { Db, Finding } from '../base/index.ts'

type Counts = { failed: number; late: number; broken: number; dead: number }

/** What `shudu doctor` asks: do messages get out, and do subscribers hear? */
export async function notifyChecks(db: Db, hasSmtp: boolean): Promise<readonly Finding[]> {
  const { rows } = await sql<Counts>`select
    (select count(*) from notify.message where state = 'failed' and made_at > now() - interval '1 day') as failed,
    (select count(*) from notify.message where state = 'waiting' and due_at < now() - interval '15 minutes') as late,
    (select count(*) from notify.hook where closed_at is null and open_until > now()) as broken,
    (select count(*) from notify.hook_delivery where state = 'dead' and made_at > now() - interval '7 days') as dead`.execute(
    db,
  )
  const { failed = 0, late = 0, broken = 0, dead = 0 } = rows[0] ?? {}
  return [
    {
      what: { zh: '对外消息', en: 'Messages to the outside' },
      state: late > 0 ? 'ill' : failed > 0 ? 'watch' : 'well',
      says: {
        zh: `一日内失败 ${failed} 条，滞留 ${late} 条；邮件${hasSmtp ? '经 SMTP' : '入沙箱'}`,
        en: `${failed} failed within a day, ${late} are stuck; e-mail goes ${hasSmtp ? 'by SMTP' : 'to the sandbox'}`,
      },
      todo:
        failed + late > 0
          ? { zh: '在 /api/notify/messages 查看原因', en: 'See why at /api/notify/messages' }
          : undefined,
    },
    {
      what: { zh: '外部系统订阅', en: 'Subscriptions of outside systems' },
      state: broken > 0 || dead > 0 ? 'watch' : 'well',
      says: {
        zh: `熔断 ${broken} 个，一周内死信 ${dead} 条`,
        en: `${broken} are broken off, ${dead} dead letters within a week`,
      },
      todo:
        dead > 0
          ? { zh: '修复接收方后重发死信', en: 'Mend the receiver, then send the dead letters again' }
          : undefined,
    },
  ]
}
