import { Readable } from 'node:stream'
import {
  type Cell,
  cellText,
  fileSource,
  guessColumn,
  guessColumns,
  openTable,
  type Row,
  type Table,
} from '../../base/index.ts'
import type { Imports } from '../../cases/index.ts'
import { insightErrors } from '../errors.ts'
import type { Message } from '../text/index.ts'

/** A file of messages: which column says what, and its rows. */
export type MessageFile = {
  readonly headers: readonly string[]
  /** Field → name of the column that fills it, of `title`, `text`, `class1`…`class3`. */
  readonly columns: Readonly<Record<string, string>>
  rows(): AsyncGenerator<MessageRow>
  close(): Promise<void>
}

/** One row of a file: its cells as they stand, what it says, the class it carries. */
export type MessageRow = {
  readonly cells: readonly Cell[]
  readonly message: Message
  readonly path: readonly string[]
}

const sampled = 600
const levels = ['class1', 'class2', 'class3'] as const

/**
 * Opens a file of messages, whatever its encoding and separator; columns are found by the names and synonyms that imports
 * know. `needs` are fields without which the file is of no use; of title and text one is enough.
 * @throws insight.no-columns, table.*
 */
export async function openMessages(
  path: string,
  fields: Imports['kinds'][number]['fields'],
  needs: readonly ('text' | 'class1')[],
): Promise<MessageFile> {
  const wanted = fields.filter(({ key }) => ['title', 'text', ...levels].includes(key))
  const knownNames = wanted.flatMap(({ title, synonyms }) => [title.zh, title.en, ...synonyms])
  const table = await openTable(await fileSource(path), { knownNames })
  try {
    const columns = await columnsOf(table, wanted)
    const missing = needs.filter((field) => !columns.has(field) && !(field === 'text' && columns.has('title')))
    if (missing.length > 0) throw insightErrors.make('insight.no-columns', { missing: missing.join(', ') })
    const headers = table.shape.headers.map(({ name }) => name)
    return {
      headers,
      columns: Object.fromEntries([...columns].map(([field, at]) => [field, headers[at] ?? ''])),
      rows: () => messagesOf(table, columns),
      close: () => table.close(),
    }
  } catch (cause) {
    await table.close()
    throw cause
  }
}

async function columnsOf(table: Table, fields: Imports['kinds'][number]['fields']): Promise<Map<string, number>> {
  const sample: Row[] = []
  for await (const { rows } of table.batches()) {
    sample.push(...rows.slice(0, sampled - sample.length))
    if (sample.length >= sampled) break
  }
  const guesses = table.shape.headers.map((_, at) =>
    guessColumn(sample.map(({ number, cells }) => ({ row: number, cell: cells[at] ?? null }))),
  )
  const matches = guessColumns(table.shape.headers, guesses, fields)
  return new Map(matches.map(({ field, column }) => [field, column]))
}

async function* messagesOf(table: Table, columns: ReadonlyMap<string, number>): AsyncGenerator<MessageRow> {
  const textAt = (cells: readonly Cell[], field: string): string => {
    const at = columns.get(field)
    return at === undefined ? '' : cellText(cells[at] ?? null).trim()
  }
  for await (const { rows } of table.batches()) {
    for (const { cells } of rows) {
      const classes = levels.map((level) => textAt(cells, level).replaceAll('/', '／'))
      const end = classes.indexOf('')
      yield {
        cells,
        message: { title: textAt(cells, 'title'), text: textAt(cells, 'text') },
        path: end < 0 ? classes : classes.slice(0, end),
      }
    }
  }
}

/** Pieces of bytes as a stream. */
export const streamOf = (pieces: AsyncIterable<Buffer>): Readable => Readable.from(pieces, { objectMode: false })
