import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'

/** A row that carried a class, as a sorter learns from it. */
export type ClassifiedRow = {
  readonly case: string
  readonly title: string | null
  readonly text: string
  /** Levels joined by `/`. */
  readonly class: string
}

const PAGE = 1000

/** The rows of an import that carried a class, in the order of the file, page by page. */
export async function* classifiedRows(db: Db, id: string): AsyncGenerator<ClassifiedRow> {
  let after = 0
  for (;;) {
    const { rows } = await sql<ClassifiedRow & { row: number }>`
      select r.row, r.case_id as case, r.class, c.state #>> array['answers', p.declaration #>> '{flow,marks,text}'] as text,
        c.state #>> array['answers', p.declaration #>> '{flow,marks,title}'] as title
      from cases.import_row r join cases.case c on c.id = r.case_id join cases.pack p on p.hash = c.hash
      where r.import = ${id} and r.class is not null and r.row > ${after}
      order by r.row limit ${PAGE}`.execute(db)
    for (const { row: _, ...one } of rows) yield one
    if (rows.length < PAGE) return
    after = rows.at(-1)?.row ?? after
  }
}
