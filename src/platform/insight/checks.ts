import { sql } from 'kysely'
import type { Finding } from '../base/index.ts'
import type { LearningParts } from './learning/learn.ts'
import { sortingOf } from './sorting.ts'
import { firstLevel } from './text/index.ts'

/** A backlog older than this means that nobody reads. */
const patience = 15 * 60_000

/** What `shudu doctor` asks: is there a model for each pack that sorts, and are new cases read. */
export async function insightChecks({ base, cases, models }: LearningParts): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const pack of cases.shelf.current()) {
    const sorting = sortingOf(pack)
    if (!sorting) continue
    const version = (await models.list(pack.name, sorting.classField)).find(({ isActive }) => isActive)
    const top = version && firstLevel(version.card)
    const what = { zh: `分类模型：${pack.title.zh}`, en: `Model of classes: ${pack.title.en}` }
    findings.push(
      version && top
        ? {
            what,
            state: 'well',
            says: {
              zh: `${version.version}，交叉验证正确率 ${(top.accuracy * 100).toFixed(1)}%`,
              en: `${version.version}, ${(top.accuracy * 100).toFixed(1)}% right under cross-validation`,
            },
          }
        : {
            what,
            state: 'watch',
            says: {
              zh: '还没有训练过，只按类别名称建议',
              en: 'not trained yet; classes are suggested by their names alone',
            },
            todo: { zh: '导入带分类的诉求', en: 'Import messages that carry a class' },
          },
    )
  }
  return [...findings, await backlog(base.db, base.now())]
}

async function backlog(db: LearningParts['base']['db'], now: number): Promise<Finding> {
  const { rows } = await sql<{ waiting: number; since: string | null }>`
    select count(*) as waiting, min(added_at) as since from insight.pending`.execute(db)
  const { waiting = 0, since = null } = rows[0] ?? {}
  const isOld = since !== null && now - Date.parse(since) > patience
  return {
    what: { zh: '等待分析的事项', en: 'Cases waiting to be read' },
    state: isOld ? 'watch' : 'well',
    says: { zh: `${waiting} 件`, en: String(waiting) },
    ...(isOld && { todo: { zh: '检查后台任务是否在运行', en: 'See whether background jobs run' } }),
  }
}
