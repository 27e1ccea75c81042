import { sql } from 'kysely'
import { Type } from 'typebox'
import { systemActor } from '../../kernel/access/index.ts'
import { type Consumer, type Db, type Job, job } from '../base/index.ts'
import type { CaseEngine } from './engine.ts'

type Late = { case_id: string; step: string }

/** How many late tasks one round of the clock looks at; the next round goes on. */
const roundSize = 500

/** After so many rounds the job ends; the next minute goes on. */
const mostRounds = 40

/** Every minute: notes in each case whose time has passed that it has, once for each clock. */
export function overdueJob(db: Db, engine: CaseEngine, now: () => number): Job {
  return job({
    name: 'cases.overdue',
    cron: '* * * * *',
    payload: Type.Object({}),
    run: async (_, { signal, log }) => {
      for (let round = 0; round < mostRounds; round += 1) {
        const at = new Date(now()).toISOString()
        const { rows } = await sql<Late>`
          (select case_id, step from cases.task where is_live and status <> 'help' and due_key < ${at} and not is_overdue
            order by due_key limit ${roundSize})
          union
          (select case_id, step from cases.task where is_live and status <> 'help' and contact_due < ${at}
            order by contact_due limit ${roundSize})`.execute(db)
        for (const { case_id, step } of rows) {
          signal.throwIfAborted()
          await engine.perform({ id: case_id, name: 'overdue', step, input: {}, actor: systemActor })
        }
        if (rows.length > 0) log.info('noted what is overdue', { tasks: rows.length })
        if (rows.length < roundSize) return
      }
    },
  })
}

/** When an office is abolished, what it holds goes to its successor, or to those who dispatch above it. */
export function abolishedConsumer(
  db: Db,
  engine: CaseEngine,
  dispatcherOf: (path: string) => string | undefined,
): Consumer {
  return {
    type: 'office.abolished',
    name: 'cases.reassign',
    handle: async (event) => {
      // The shape is the identity room's `OfficeEvent['office.abolished']`.
      const { office, path, successor } = event.payload as { office: string; path: string; successor?: string }
      const target = successor ?? dispatcherOf(path.slice(0, path.lastIndexOf('/')))
      if (target === undefined) throw new Error(`No office takes over from ${office}`)
      const { rows } = await sql<Late>`
        select case_id, step from cases.task where office = ${office} and is_live and status <> 'help'`.execute(db)
      for (const { case_id, step } of rows)
        await engine.perform({
          id: case_id,
          name: 'reassign',
          step,
          input: { office: target, reason: '机构撤销' },
          actor: systemActor,
        })
    },
  }
}
