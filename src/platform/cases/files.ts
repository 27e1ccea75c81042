import { sql } from 'kysely'
import type { CaseState } from '../../kernel/flow/index.ts'
import type { Db } from '../base/index.ts'

/** A file of a case as the API tells of it. Width and height in pixels for pictures. */
export type FileInfo = {
  id: string
  name: string
  media: string
  bytes: number
  width: number | null
  height: number | null
  /** Where a photo says it was taken, WGS 84 degrees; told only to its uploader. */
  position?: [number, number]
}

/** One kept file, as its row. */
export type KeptFile = Omit<FileInfo, 'position'> & {
  position?: [number, number] | null
  hash: string
  displayHash: string | null
  thumbHash: string | null
  caseId: string | null
  madeBy: string
}

/** The files of cases: their rows; the bytes lie in the file store. */
export type CaseFiles = {
  keep(file: Omit<KeptFile, 'caseId'>): Promise<void>
  find(id: string): Promise<KeptFile | undefined>
  ofCase(id: string): Promise<Record<string, unknown>[]>
  /** Ties the files that a case's log mentions to the case, once; a file of another case is left alone and not shown. */
  claim(id: string, state: CaseState): Promise<void>
}

const isIdList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** The ids of all files a case mentions: its answers, what steps gave, what was added. */
export function filesIn(state: CaseState): readonly string[] {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
  const given = Object.values(state.tasks).flatMap((task) => Object.values(task.given ?? {}))
  const listed = [...Object.values(state.answers), ...given].filter(isIdList).flat()
  return [...new Set([...listed, ...state.files])].filter((id) => uuid.test(id))
}

/** Files over one database. */
export function caseFiles(db: Db): CaseFiles {
  const columns =
    sql.raw(`id, hash, name, media, bytes, width, height, display_hash as "displayHash", thumb_hash as "thumbHash",
    case_id as "caseId", made_by as "madeBy",
    case when position is not null then json_build_array(position[0], position[1]) end as position`)
  return {
    keep: async (file) => {
      const position = file.position ? `(${file.position[0]},${file.position[1]})` : null
      await sql`insert into cases.file (id, hash, name, media, bytes, width, height, display_hash, thumb_hash, position, made_by)
        values (${file.id}, ${file.hash}, ${file.name}, ${file.media}, ${file.bytes}, ${file.width}, ${file.height},
          ${file.displayHash}, ${file.thumbHash}, ${position}::point, ${file.madeBy})`.execute(db)
    },
    find: async (id) => {
      const { rows } = await sql<KeptFile>`select ${columns} from cases.file where id = ${id}`.execute(db)
      return rows[0]
    },
    ofCase: async (id) => {
      const { rows } = await sql<Record<string, unknown>>`
        select id, name, media, bytes, width, height, made_at as "madeAt" from cases.file where case_id = ${id} order by made_at`.execute(
        db,
      )
      return rows
    },
    claim: async (id, state) => {
      const ids = filesIn(state)
      if (ids.length === 0) return
      await sql`update cases.file set case_id = ${id} where id = any(${[...ids]}::uuid[]) and case_id is null`.execute(
        db,
      )
    },
  }
}
