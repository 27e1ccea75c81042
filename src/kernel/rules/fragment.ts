/** A value that is sent beside the SQL text, never inside it, with the type it is sent as. */
export type Given = { readonly value: unknown; readonly cast: string }

/** A piece of SQL: text and given values in order. */
export type Sql = readonly (string | Given)[]

/** SQL by template: `sql\`(${left} + ${right})\``; every gap is a piece of SQL. */
export function sql(strings: TemplateStringsArray, ...gaps: readonly Sql[]): Sql {
  return strings.flatMap((text, index) => [text, ...(gaps[index] ?? [])])
}

/** Text that is SQL by itself: a name from our own tables or a column's expression. */
export const plain = (text: string): Sql => [text]

/** A value, sent as a parameter. */
export const given = (value: unknown, cast: string): Sql => [{ value, cast }]

/** Pieces joined by text. */
export const joined = (pieces: readonly Sql[], by: string): Sql =>
  pieces.flatMap((piece, index) => (index === 0 ? piece : [by, ...piece]))
