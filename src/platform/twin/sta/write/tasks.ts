import { sql } from 'kysely'
import { publish, type Tx } from '../../../base/index.ts'
import { missing } from '../error.ts'
import type { EntityKind } from '../model.ts'
import { insert } from './columns.ts'
import { type Body, type Known, tellOf, type Writing } from './writing.ts'

/** How a task goes: what a device's command can become (OGC 17-079r1 leaves it to `properties`). */
export const taskStatuses = ['accepted', 'running', 'done', 'failed', 'refused', 'expired'] as const
/** One of them. */
export type TaskStatus = (typeof taskStatuses)[number]

/** Keeps a task and tells rooms that can do it (`twin.taskCreated`). */
export async function createTask(writing: Writing, kind: EntityKind, body: Body, links: Known): Promise<number> {
  const { tx } = writing
  const id = await insert(writing, kind, body, links)
  const { rows } = await sql<{
    uri: string
    capability: string
    actuator: string
  }>`select e.id as uri, c.name as capability, a.name as actuator
    from twin.sta_tasking_capability c join twin.entity e on e.key = c.thing join twin.sta_actuator a on a.id = c.actuator
    where c.id = ${links.tasking_capability ?? 0}`.execute(tx)
  const [told] = rows
  if (!told) return id
  const { uri: entity, capability, actuator } = told
  const parameters = body.taskingParameters ?? null
  await publish(tx, {
    type: 'twin.taskCreated',
    key: entity,
    payload: { task: id, entity, capability, actuator, parameters },
  })
  return id
}

/** What became of a task. `at` is epoch ms; `says` what the device answered or why not. */
export type TaskNews = { readonly status: TaskStatus; readonly at: number; readonly says?: string }

/** Notes how a task goes, in its `properties` (`status`, `statusTime`, `says`), and tells who listens. @throws StaError 404 */
export async function noteTask(tx: Tx, task: number, { status, at, says }: TaskNews): Promise<void> {
  const news = JSON.stringify({ status, statusTime: new Date(at).toISOString(), ...(says !== undefined && { says }) })
  const { rows } =
    await sql`update twin.sta_task set properties = coalesce(properties, '{}'::jsonb) - 'says' || ${news}::jsonb
    where id = ${task} returning id`.execute(tx)
  if (rows.length === 0) throw missing(`There is no Task with the id ${task}`)
  await tellOf({ tx }, { set: 'Tasks', ids: [String(task)], names: ['properties'] })
}
