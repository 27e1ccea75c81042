import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'
import { caseTexts } from '../case-texts.ts'
import { pathOf } from '../sorting.ts'
import { type LabelledMessage, leastSupport, type Message } from '../text/index.ts'

/** An example with its words, ready to learn from. */
export type Example = LabelledMessage & { readonly id: string }

/** What one field of a pack can be taught from. */
export type TrainingSet = {
  readonly examples: readonly Example[]
  readonly background: readonly Message[]
  /** How many decisions there were, those without words included, and when the latest was taken (ISO). */
  readonly seen: number
  readonly seenUntil: string
  /** Examples by where they came from, in words. */
  readonly description: string
}

type Row = {
  id: string
  value: string
  source: 'sorter' | 'import' | 'file'
  at: string
  title: string | null
  text: string | null
  isDemo: boolean
}

const pageSize = 500
const mostBackground = 3_000

/**
 * Gathers what has been decided of a field, with the words of the messages. Generated demonstration cases teach only while
 * nothing real can be learnt from, and the description says so.
 */
export async function gatherTrainingSet(db: Db, pack: string, field: string): Promise<TrainingSet> {
  const { rows } = await sql<Row>`
    select id, decided ->> ${field} as value, source, decided_at as at, title, text, is_demo as "isDemo"
    from insight.example where pack = ${pack} and decided ? ${field} order by decided_at, id`.execute(db)
  const real = rows.filter(({ isDemo }) => !isDemo)
  const taught = isLearnable(real) ? real : rows
  return {
    examples: latestOfSame(await withWords(db, taught)),
    background: await backgroundOf(db, pack),
    seen: rows.length,
    seenUntil: rows.at(-1)?.at ?? new Date(0).toISOString(),
    description: describe(taught),
  }
}

/** Whether at least two first-level values have enough examples. */
export function isLearnable(rows: readonly { readonly value: string }[]): boolean {
  const support = new Map<string, number>()
  for (const { value } of rows) {
    const first = pathOf(value)[0] ?? ''
    support.set(first, (support.get(first) ?? 0) + 1)
  }
  return [...support.values()].filter((count) => count >= leastSupport).length >= 2
}

async function withWords(db: Db, rows: readonly Row[]): Promise<Example[]> {
  const examples: Example[] = []
  for (let at = 0; at < rows.length; at += pageSize) {
    const page = rows.slice(at, at + pageSize)
    const asked = page.filter(({ text }) => text === null).map(({ id }) => id)
    const words = new Map((await caseTexts(db, asked)).map((one) => [one.id, one]))
    for (const { id, value, title, text } of page) {
      const said = text === null ? words.get(id) : { title: title ?? '', text }
      if (said) examples.push({ id, title: said.title, text: said.text, path: pathOf(value) })
    }
  }
  return examples
}

/** Of messages that say the same, word for word, the one decided last: a file taught twice weighs once. */
function latestOfSame(examples: readonly Example[]): Example[] {
  const latest = new Map<string, Example>()
  for (const example of examples) {
    const said = `${example.title}\n${example.text}`
    latest.delete(said)
    latest.set(said, example)
  }
  return [...latest.values()]
}

/** The latest messages of the pack that nobody has classed. */
async function backgroundOf(db: Db, pack: string): Promise<Message[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from cases.case c
    where c.pack = ${pack} and not c.is_demo and not exists (select from insight.example e where e.id = c.id)
    order by c.opened_at desc, c.id desc limit ${mostBackground}`.execute(db)
  const messages: Message[] = []
  for (let at = 0; at < rows.length; at += pageSize) {
    const page = rows.slice(at, at + pageSize).map(({ id }) => id)
    for (const { title, text } of await caseTexts(db, page)) messages.push({ title, text })
  }
  return messages
}

const sourceWords = {
  sorter: 'decided by sorters',
  import: 'classed in imported files',
  file: 'taught from files',
} as const

function describe(rows: readonly Row[]): string {
  const parts = (['sorter', 'import', 'file'] as const).flatMap((source) => {
    const count = rows.filter((row) => row.source === source).length
    return count === 0 ? [] : [`${count} ${sourceWords[source]}`]
  })
  const demo = rows.filter(({ isDemo }) => isDemo).length
  return [...parts, ...(demo > 0 ? [`${demo} of them generated for the demonstration (演示数据)`] : [])].join(', ')
}
