import { type Static, Type } from 'typebox'
import { words } from '../api/schemas.ts'
import type { ImportKind, ImportProfile } from './model.ts'
import type { ImportRecord } from './store.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const finding = Type.Object({ confidence: Type.Number(), why: words })

const problem = Type.Object({
  code: Type.String(),
  field: Type.Optional(Type.String()),
  found: Type.Optional(Type.String()),
  says: words,
  mend: Type.Optional(words),
  refuses: Type.Boolean(),
  count: Type.Integer(),
  rows: Type.Array(Type.Integer()),
})

const column = Type.Object({
  name: Type.String(),
  type: Type.String(),
  filled: Type.Integer(),
  empty: Type.Integer(),
  distinct: Type.Integer(),
  examples: Type.Array(Type.String()),
})

const table = Type.Object({
  format: Type.String(),
  headerRow: nullable(Type.Integer()),
  header: finding,
  titles: Type.Array(Type.String()),
  encoding: Type.Optional(Type.String()),
  encodingFinding: Type.Optional(finding),
  separator: Type.Optional(Type.String()),
  separatorFinding: Type.Optional(finding),
  sheet: Type.Optional(Type.String()),
  sheets: Type.Optional(Type.Array(Type.Object({ name: Type.String(), hidden: Type.Boolean() }))),
})

/** An import as the API tells of it. Instants are ISO, UTC. */
export const importView = Type.Object({
  id: Type.String(),
  what: Type.String(),
  state: Type.String(),
  fileName: Type.String(),
  bytes: Type.Integer(),
  profile: nullable(Type.String()),
  madeAt: Type.String(),
  startedAt: nullable(Type.String()),
  endedAt: nullable(Type.String()),
  progress: Type.Number(),
  lastRow: Type.Integer(),
  counts: Type.Object({
    read: Type.Integer(),
    imported: Type.Integer(),
    already: Type.Integer(),
    refused: Type.Integer(),
    noted: Type.Integer(),
  }),
  classified: Type.Integer(),
  failure: nullable(Type.Object({ says: words, todo: words })),
  table,
  columns: Type.Array(column),
  settings: Type.Object({
    columns: Type.Record(Type.String(), Type.String()),
    habits: Type.Record(Type.String(), Type.Unknown()),
    source: Type.String(),
    pack: Type.String(),
    treat: Type.String(),
    datum: Type.String(),
    locate: Type.Boolean(),
    placeholders: Type.Array(Type.Array(Type.Number())),
  }),
  preview: Type.Object({
    rows: Type.Array(Type.Object({ row: Type.Integer(), cells: Type.Array(Type.String()) })),
    matches: Type.Array(
      Type.Object({ field: Type.String(), column: Type.String(), confidence: Type.Number(), why: words }),
    ),
    problems: Type.Array(problem),
    missing: Type.Array(Type.String()),
    ambiguous: Type.Array(
      Type.Object({ field: Type.String(), column: Type.String(), examples: Type.Array(Type.String()) }),
    ),
    notes: Type.Array(words),
    checked: Type.Integer(),
    refused: Type.Integer(),
  }),
})

type ImportView = Static<typeof importView>

/** What of an import leaves the house: all but the file's place in the store and who made it. */
export function viewOfImport(record: ImportRecord): ImportView {
  const { shape, settings, preview } = record
  const { format, headerRow, headerFinding, titles, text, workbook } = shape.table
  return {
    ...record,
    table: {
      ...{ format, headerRow, header: headerFinding, titles: [...titles] },
      ...(text
        ? {
            encoding: text.encoding,
            encodingFinding: text.encodingFinding,
            separator: text.separator,
            separatorFinding: text.separatorFinding,
          }
        : {}),
      ...(workbook ? { sheet: workbook.sheet, sheets: [...workbook.sheets] } : {}),
    },
    columns: shape.columns.map(({ name, guess }) => ({ name, ...guess, examples: [...guess.examples] })),
    settings: { ...settings, placeholders: settings.placeholders.map((one) => [...one]) },
    preview: {
      ...preview,
      rows: preview.rows.map((row) => ({ ...row, cells: [...row.cells] })),
      matches: [...preview.matches],
      problems: preview.problems.map((one) => ({ ...one, rows: [...one.rows] })),
      missing: [...preview.missing],
      ambiguous: preview.ambiguous.map((one) => ({ ...one, examples: [...one.examples] })),
      notes: [...preview.notes],
    },
  }
}

/** A kind of thing that can be imported, with its fields. */
export const kindView = Type.Object({
  name: Type.String(),
  title: words,
  fields: Type.Array(Type.Object({ key: Type.String(), title: words, required: Type.Boolean() })),
})

/** A kind for the page that maps columns. */
export const viewOfKind = (kind: ImportKind): Static<typeof kindView> => ({
  name: kind.name,
  title: kind.title,
  fields: kind.fields.map(({ key, title, required = false }) => ({ key, title, required })),
})

/** A profile by name. */
export const profileView = Type.Object({ name: Type.String(), what: Type.String(), title: words })

/** A profile for lists. */
export const viewOfProfile = ({ name, what, title }: ImportProfile): Static<typeof profileView> => ({
  name,
  what,
  title,
})
