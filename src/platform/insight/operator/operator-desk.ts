import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { systemActor } from '../../../kernel/access/index.ts'
import { auditRow, type Cell, writeAudit, writeCsv } from '../../base/index.ts'
import { insightErrors } from '../errors.ts'
import { type Lesson, rememberLessons } from '../learning/examples.ts'
import { type LearningParts, learnImport } from '../learning/learn.ts'
import type { ModelVersion } from '../learning/models.ts'
import { trainVersion, unseenExamples } from '../learning/train-version.ts'
import { codeOf, type Sorting, sortingOf } from '../sorting.ts'
import type { Predictor } from '../text/index.ts'
import { type MessageFile, openMessages, streamOf } from './message-file.ts'

/** What the local operator asks of the room from a command line. */
export type OperatorDesk = {
  /**
   * The version in use for classes, taught anew first when there are decisions it has not seen.
   * @throws insight.untaught when there is nothing to learn from
   */
  report(pack?: string): Promise<ModelVersion>
  /** Teaches from a labelled file, which becomes no cases, and trains. @throws insight.no-columns, table.* */
  teach(
    path: string,
    pack?: string,
  ): Promise<{ readonly read: number; readonly taught: number; readonly version: ModelVersion }>
  /**
   * Labels every row of a file: its own columns, `predicted` and `confidence`. The output is whole or not there.
   * @throws insight.untaught, insight.no-columns, table.*
   */
  classify(path: string, out: string, pack?: string): Promise<{ readonly rows: number; readonly version: string }>
}

const page = 500

/** The desk over the room's own parts. */
export function operatorDesk(parts: LearningParts): OperatorDesk {
  const { base, cases, models } = parts

  const sortedPack = (asked: string | undefined): { pack: string; sorting: Sorting } => {
    for (const installed of cases.shelf.current()) {
      const sorting = sortingOf(installed)
      if (sorting && (asked === undefined || installed.name === asked)) return { pack: installed.name, sorting }
    }
    throw insightErrors.make('insight.untaught')
  }

  /** Files that carried classes and were taken in while no background work ran. */
  async function learnImports(): Promise<void> {
    for (let before: string | undefined; ; ) {
      const imports = await cases.imports.list(before, 100)
      for (const { id, classified } of imports) if (classified > 0) await learnImport(parts, id)
      before = imports.at(-1)?.id
      if (imports.length < 100) return
    }
  }

  async function upToDate(asked: string | undefined): Promise<ModelVersion> {
    const { pack, sorting } = sortedPack(asked)
    await learnImports()
    const { unseen } = await unseenExamples(parts, pack, sorting.classField)
    if (unseen > 0) await trainVersion(parts, { pack, field: sorting.classField, by: systemActor.id })
    const active = (await models.list(pack, sorting.classField)).find(({ isActive }) => isActive)
    if (!active) throw insightErrors.make('insight.untaught')
    return active
  }

  const fields = () => cases.imports.kinds.find(({ name }) => name === 'messages')?.fields ?? []

  return {
    report: upToDate,
    teach: async (path, asked) => {
      const { pack, sorting } = sortedPack(asked)
      const file = await openMessages(path, fields(), ['text', 'class1'])
      const counts = await takeLessons(parts, file, pack, sorting.classField).finally(file.close)
      return { ...counts, version: await upToDate(asked) }
    },
    classify: async (path, out, asked) => {
      const { version } = await upToDate(asked)
      const predictor = await models.open(version)
      const file = await openMessages(path, fields(), ['text'])
      const rows = await writeLabelled(file, predictor, out).finally(file.close)
      const entry = {
        actor: systemActor,
        action: 'insight.classify',
        outcome: 'done' as const,
        purpose: 'labelling a file',
      }
      await writeAudit(base.db, [
        auditRow({ ...entry, resource: `model:${version}`, facts: { rows, by: 'command line' } }),
      ])
      return { rows, version }
    },
  }
}

/** An id that the same lesson always has (UUID version 8, RFC 9562: bits of a SHA-256). */
function lessonId(pack: string, title: string, text: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([pack, title, text]))
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function takeLessons(
  { base }: LearningParts,
  file: MessageFile,
  pack: string,
  classField: string,
): Promise<{ read: number; taught: number }> {
  const counts = { read: 0, taught: 0 }
  let lessons: Lesson[] = []
  const keep = async () => {
    // Rows that say the same in one page are one lesson: the first.
    const once = [...new Map(lessons.toReversed().map((lesson) => [lesson.id, lesson])).values()]
    const decision = { by: systemActor.id, at: base.now() }
    counts.taught += await base.db.tx((tx) => rememberLessons(tx, pack, classField, once, decision))
    lessons = []
  }
  for await (const { message, path } of file.rows()) {
    counts.read++
    const { title, text } = message
    if (path.length === 0 || (title === '' && text === '')) continue
    lessons.push({ id: lessonId(pack, title, text), title, text, class: codeOf(path) })
    if (lessons.length >= page) await keep()
  }
  await keep()
  return counts
}

/** Writes beside the target and renames: a reader never sees half a file. */
async function writeLabelled(file: MessageFile, predictor: Predictor, out: string): Promise<number> {
  let rows = 0
  async function* lines(): AsyncGenerator<readonly Cell[]> {
    yield [...file.headers, 'predicted', 'confidence']
    for await (const { cells, message } of file.rows()) {
      const { path, confidence } = predictor.predict(message)
      rows++
      yield [...cells, codeOf(path), Math.round((confidence.at(-1) ?? 0) * 10_000) / 10_000]
    }
  }
  const draft = `${out}.part`
  try {
    await pipeline(streamOf(writeCsv(lines())), createWriteStream(draft))
    await rename(draft, out)
  } catch (cause) {
    await rm(draft, { force: true })
    throw cause
  }
  return rows
}
