import { sql } from 'kysely'
import { type Area, isInArea, type Point } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Query } from '../base/index.ts'
import { isWithinDivision, type ResponseParts } from './parts.ts'

/** A notice to those inside an area. */
export type Notice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  readonly divisions: readonly string[]
  readonly area: Area | null
  readonly isExercise: boolean
  readonly publishedAt: string
}

const exercise: Words = { zh: '【演练】', en: '[Exercise] ' }

/** Marks the words of an exercise, so that they stay marked wherever they are copied to. */
const marked = (notice: Notice): Notice =>
  notice.isExercise
    ? { ...notice, title: { zh: exercise.zh + notice.title.zh, en: exercise.en + notice.title.en } }
    : notice

/** Notices that stand, the newest first; only those whose area holds a point, where one is given. */
export async function standingNotices(on: Query, parts: ResponseParts, near?: Point): Promise<readonly Notice[]> {
  const { rows } = await sql<Notice>`select id, title, text, divisions, area, is_exercise as "isExercise",
      published_at as "publishedAt"
    from response.notice where withdrawn_at is null order by published_at desc limit 200`.execute(on)
  if (!near) return rows.map(marked)
  const here = parts.divisionsAt(near)
  const holds = ({ area, divisions }: Notice) =>
    area ? isInArea(near, area) : divisions.some((one) => here.some((code) => isWithinDivision(code, one, parts.city)))
  return rows.filter(holds).map(marked)
}
