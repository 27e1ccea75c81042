import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Query } from '../base/index.ts'
import { responseErrors } from './errors.ts'
import { findIncident } from './incident/incident.ts'
import { append, type By } from './incident/log.ts'
import type { ResponseParts } from './parts.ts'

/** What is to be done after an incident, by whom, until when. */
export type Lesson = {
  readonly id: string
  readonly incident: string
  readonly text: string
  readonly office: string
  readonly path: string
  /** A day. */
  readonly due: string
  readonly doneAt: string | null
  readonly doneByName: string | null
  readonly doneNote: string | null
}

const columns = sql`id, incident, text, office, path, due, done_at as "doneAt", done_by_name as "doneByName",
  done_note as "doneNote"`

/** Lessons of an incident. */
export async function lessonsOf(on: Query, incident: string): Promise<readonly Lesson[]> {
  const { rows } =
    await sql<Lesson>`select ${columns} from response.lesson where incident = ${incident} order by id`.execute(on)
  return rows
}

/** Lessons that wait for the offices of these paths, the soonest due first. */
export async function lessonsFor(on: Query, paths: readonly string[]): Promise<readonly Lesson[]> {
  const { rows } = await sql<Lesson>`select ${columns} from response.lesson
    where path = any(${[...paths]}::text[]) and done_at is null order by due, id limit 200`.execute(on)
  return rows
}

/** One lesson. @throws response.missing */
export async function findLesson(on: Query, id: string): Promise<Lesson> {
  const { rows } = await sql<Lesson>`select ${columns} from response.lesson where id = ${id}`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

/** A lesson as it is entered with a review. */
export type NewLesson = { readonly text: string; readonly office: string; readonly due: string }

/** Writes the review of an incident that is over; its lessons become tasks of offices. @throws response.notEnded, response.missing */
export function reviewIncident(
  { base, offices }: ResponseParts,
  id: string,
  { text, lessons }: { readonly text: string; readonly lessons: readonly NewLesson[] },
  by: By,
): Promise<void> {
  const now = base.now()
  return base.db.tx(async (tx) => {
    await sql`select from response.incident where id = ${id} for update`.execute(tx)
    const { endedAt } = await findIncident(tx, id)
    if (endedAt === null) throw responseErrors.make('response.notEnded')
    await sql`update response.incident set review = ${text}, reviewed_at = ${new Date(now).toISOString()},
      reviewed_by_name = ${by.name} where id = ${id}`.execute(tx)
    for (const lesson of lessons) {
      const path = offices.find(lesson.office)?.path
      if (path === undefined) throw responseErrors.make('response.missing')
      await sql`insert into response.lesson (id, incident, text, office, path, due)
        values (${uuidv7()}, ${id}, ${lesson.text}, ${lesson.office}, ${path}, ${lesson.due})`.execute(tx)
    }
    await append(tx, id, by, now, [
      { kind: 'reviewed', note: text },
      ...lessons.map(({ text: note, office, due }) => ({
        kind: 'lesson' as const,
        note,
        facts: { office: offices.title(office) ?? null, due },
      })),
    ])
  })
}

/** Notes that a lesson was carried out; twice is once. */
export function doLesson({ base }: ResponseParts, lesson: Lesson, note: string, by: By): Promise<void> {
  const now = base.now()
  return base.db.tx(async (tx) => {
    const { rows } =
      await sql`update response.lesson set done_at = ${new Date(now).toISOString()}, done_by_name = ${by.name},
      done_note = ${note} where id = ${lesson.id} and done_at is null returning id`.execute(tx)
    if (rows.length > 0)
      await append(tx, lesson.incident, by, now, [{ kind: 'lesson-done', note, facts: { lesson: lesson.text } }])
  })
}
