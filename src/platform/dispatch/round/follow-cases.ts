import { sql } from 'kysely'
import type { Consumer, Query } from '../../base/index.ts'
import type { CaseNews, CasesRoom } from '../../cases/index.ts'

/** What may end a crew's way: the step was done, or went elsewhere. */
const ends = [
  ...['case.completed', 'case.returned', 'case.dispatched', 'case.handed-on', 'case.undone', 'case.reopened'],
  ...['case.withdrawn', 'case.joined', 'case.followed', 'case.closed'],
] as const

/** Follows cases: what a crew was sent to is done when its step is, and gone when the step is no longer the crew's. */
export const followCases = ({ engine }: Pick<CasesRoom, 'engine'>): Consumer => ({
  type: ends,
  name: 'dispatch.follow',
  handle: async (event, tx) => {
    // The cases room writes this shape under these types.
    const { case: id } = event.payload as CaseNews
    const live = await liveOf(tx, id)
    if (live.length === 0) return
    const { state } = await engine.get(id)
    for (const stop of live) {
      const task = state.tasks[stop.task]
      const isDone = task?.status === 'done' && task.crew?.id === stop.crew
      const isLive = task?.status === 'open' || task?.status === 'accepted'
      if (!isDone && isLive && state.status === 'open' && task.crew?.id === stop.crew) continue
      await sql`update dispatch.stop set state = ${isDone ? 'done' : 'gone'}, ended_at = ${event.at}
        where id = ${stop.id} and state in ('sent', 'under-way')`.execute(tx)
    }
  },
})

const liveOf = async (on: Query, id: string) => {
  const { rows } = await sql<{ id: string; task: string; crew: string }>`select id, task, crew from dispatch.stop
    where case_id = ${id} and state in ('sent', 'under-way')`.execute(on)
  return rows
}
