import { sql } from 'kysely'
import type { Actor } from '../../kernel/access/index.ts'
import type { Fault } from '../../kernel/errors/index.ts'
import { appendHappening, type CaseState, findStep, type World } from '../../kernel/flow/index.ts'
import { faultsOf } from '../../kernel/forms/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Db } from '../base/index.ts'
import type { CaseBook } from './book.ts'
import { changeOf } from './engine.ts'
import { casesErrors } from './errors.ts'
import type { PackShelf } from './packs.ts'

/** What a migration of running cases to the current content of their pack would do, or did. */
export type MigrationReport = {
  readonly pack: string
  readonly hash: string
  /** Open cases that are pinned to an older content. */
  readonly open: number
  readonly moved: number
  /** Those that cannot move, with the reason; at most a hundred are listed. */
  readonly stuck: readonly { readonly id: string; readonly number: string; readonly faults: readonly Fault[] }[]
  readonly applied: boolean
}

/** Why a case cannot live on by other content: a step at work is gone, or what was given does not fit the new forms. */
export function migrationFaults(state: CaseState, { flow }: Pack): readonly Fault[] {
  const tasks = Object.values(state.tasks).flatMap((task): Fault[] => {
    const step = findStep(flow, task.step)
    if (!step) {
      const isPast = task.status === 'done' || task.status === 'skipped'
      return isPast
        ? []
        : [{ field: task.step, says: { zh: '新版本没有这一步骤', en: 'the new content has no such step' } }]
    }
    const faults = task.given ? faultsOf(step.gives, task.given) : []
    return faults.map((fault) => ({ ...fault, field: `${task.step}.${fault.field}` }))
  })
  // Personal answers stand apart from the state: a required one is not missing because it is not here.
  const asked = Object.fromEntries(
    Object.entries(flow.asks).filter(([, field]) => field.grade === 'public' || field.grade === 'internal'),
  )
  return [...faultsOf(asked, state.answers), ...tasks]
}

type Parts = { readonly db: Db; readonly book: CaseBook; readonly shelf: PackShelf; world(): World }

/**
 * Moves open cases of a pack to its current content: all or none. Without `apply` it only tells what would happen.
 * Each moved case notes it in its log.
 * @throws case.noPack; case.migration when it is to be applied and some cannot move
 */
export async function migrateCases(parts: Parts, name: string, actor: Actor, apply: boolean): Promise<MigrationReport> {
  const pack = parts.shelf.get(name)
  const { rows } = await sql<{ state: CaseState }>`
    select state from cases.case where pack = ${name} and status = 'open' and hash <> ${pack.hash}`.execute(parts.db)
  const judged = rows.map(({ state }) => ({ state, faults: migrationFaults(state, pack) }))
  const stuck = judged.filter(({ faults }) => faults.length > 0)
  const report = {
    pack: name,
    hash: pack.hash,
    open: rows.length,
    stuck: stuck.slice(0, 100).map(({ state, faults }) => ({ id: state.id, number: state.number, faults })),
  }
  if (!apply) return { ...report, moved: 0, applied: false }
  if (stuck.length > 0)
    throw casesErrors.make('case.migration', { count: stuck.length }, { facts: { stuck: report.stuck } })
  const world = parts.world()
  const changes = rows.map(({ state }) => {
    const happening = { type: 'migrated', from: state.hash, hash: pack.hash, report: name } as const
    return changeOf(pack, state.seq, appendHappening(pack.flow, state, happening, actor, world))
  })
  if (changes.length > 0 && !(await parts.book.saveTogether(changes))) throw casesErrors.make('case.busy')
  return { ...report, moved: changes.length, applied: true }
}
