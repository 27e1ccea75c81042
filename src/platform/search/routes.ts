import { Type } from 'typebox'
import type { Actor } from '../../kernel/access/index.ts'
import type { Http } from '../base/index.ts'
import { reachOf, type Source } from './document.ts'
import { searchErrors } from './errors.ts'
import { permissions } from './permissions.ts'
import { type Cursor, type FoundRow, findDocuments, type Search } from './store.ts'
import { excerptOf, type Marked, marksIn } from './text/mark.ts'
import { queryOf, type Term } from './text/query.ts'

const Two = Type.Object({ zh: Type.String(), en: Type.String() })
const Marks = Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }))
const TwoMarks = Type.Object({ zh: Marks, en: Marks })

const Found = Type.Object({
  kind: Type.String(),
  id: Type.String(),
  title: Two,
  text: Type.Optional(Two),
  /** Places to be marked: UTF-16 offsets, the end not included. */
  marks: Type.Object({ title: TwoMarks, text: TwoMarks }),
  status: Type.Optional(Type.String()),
  to: Type.String(),
  at: Type.String({ format: 'date-time' }),
  demo: Type.Boolean(),
})

const Page = Type.Object({
  items: Type.Array(Found),
  /** What was looked for, without words that say nothing. */
  terms: Type.Array(Type.String()),
  /** Nothing has all the words; these have some of them. */
  isLoose: Type.Boolean(),
  next: Type.Optional(Type.String()),
})

const q = Type.String({ minLength: 1, maxLength: 200 })
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 }))
const after = Type.Optional(Type.String({ maxLength: 400 }))

/** What the routes stand on. */
export type RouteParts = {
  readonly sources: readonly Source[]
  /** Keyed hash of a personal word. */
  hash(value: string): string
}

/** Services weigh more than single cases: who looks for words wants to get something done. */
const boosts: Readonly<Record<string, number>> = { service: 2 }

/** The one search box, and the search by name or number for those who may. */
export function searchRoutes(http: Http, parts: RouteParts): void {
  const { sources, hash } = parts
  const kindsFor = (actor: Actor, only?: string): Search['kinds'] =>
    sources
      .filter(({ kind }) => only === undefined || kind === only)
      .map(({ kind, permission }) => ({ kind, reach: reachOf(actor, permission), boost: boosts[kind] ?? 1 }))
  const kind = Type.Optional(Type.Enum(sources.map((source) => source.kind)))
  http.route({
    method: 'GET',
    path: '/api/search',
    title: permissions.find.title,
    access: permissions.find,
    rate: { perMinute: 120, burst: 40 },
    query: Type.Object({ q, limit, after, kind }),
    response: Page,
    handle: async ({ db, actor, query }) => {
      const { terms, all, any, rank } = queryOf(query.q)
      if (terms.length === 0) return { items: [], terms: [], isLoose: false }
      const search = { kinds: kindsFor(actor, query.kind), limit: query.limit ?? 20 }
      const place = query.after === undefined ? undefined : readCursor(query.after)
      const wasLoose = place?.isLoose === true
      const strict = wasLoose
        ? []
        : await findDocuments(db, { ...search, by: { words: all, rank }, after: place?.cursor })
      const isLoose = wasLoose || (strict.length === 0 && place === undefined && terms.length > 1)
      const rows = isLoose
        ? await findDocuments(db, { ...search, by: { words: any, rank }, after: place?.cursor })
        : strict
      return pageOf(rows, search.limit, terms, isLoose, sources)
    },
  })
  http.route({
    method: 'GET',
    path: '/api/search/personal',
    title: permissions.findPersonal.title,
    access: permissions.findPersonal,
    purpose: 'finding the cases of somebody who asks about them',
    query: Type.Object({ q: Type.String({ minLength: 2, maxLength: 60 }), limit, after }),
    response: Page,
    handle: async ({ db, actor, query, audit }) => {
      const { cursor } = query.after === undefined ? {} : readCursor(query.after)
      const search = { kinds: kindsFor(actor, 'case').map(byPostOnly), limit: query.limit ?? 20, after: cursor }
      const rows = await findDocuments(db, { ...search, by: { secrets: [hash(query.q)] } })
      audit({ resource: 'search:personal', facts: { found: rows.length } })
      return pageOf(rows, search.limit, [], false, sources)
    },
  })
}

/** Without what is one's own: an official looks for others here. */
const byPostOnly = (one: Search['kinds'][number]): Search['kinds'][number] => ({
  ...one,
  reach: { ...one.reach, owner: undefined },
})

function pageOf(
  rows: readonly FoundRow[],
  most: number,
  terms: readonly Term[],
  isLoose: boolean,
  sources: readonly Source[],
) {
  const shown = rows.slice(0, most)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => foundOf(row, terms, sources)),
    terms: terms.map(({ text }) => text),
    isLoose,
    next: rows.length > most && last ? writeCursor(last, isLoose) : undefined,
  }
}

function foundOf(row: FoundRow, terms: readonly Term[], sources: readonly Source[]) {
  const source = sources.find(({ kind }) => kind === row.kind)
  const title = { zh: row.title_zh, en: row.title_en ?? row.title_zh }
  const body = { zh: excerptOf(row.body_zh, terms), en: excerptOf(row.body_en ?? row.body_zh, terms) }
  return {
    ...{ kind: row.kind, id: row.id, title, status: row.status ?? undefined, at: row.at, demo: row.isDemo },
    text: { zh: body.zh.text, en: body.en.text },
    marks: {
      title: { zh: listed(marksIn(title.zh, terms)), en: listed(marksIn(title.en, terms)) },
      text: { zh: listed(body.zh.marks), en: listed(body.en.marks) },
    },
    to: source?.linkOf({ id: row.id, facts: row.facts }, row.asOfficial) ?? '/search',
  }
}

const listed = (marks: Marked['marks']): number[][] => marks.map(([from, to]) => [from, to])

function writeCursor({ score, at, kind, id }: Cursor, isLoose: boolean): string {
  return Buffer.from(JSON.stringify([score, at, kind, id, isLoose])).toString('base64url')
}

/** @throws search.badCursor */
function readCursor(text: string): { readonly cursor: Cursor; readonly isLoose: boolean } {
  const read = parsed(Buffer.from(text, 'base64url').toString('utf8'))
  if (!Array.isArray(read)) throw searchErrors.make('search.badCursor')
  const [score, at, kind, id, isLoose] = read
  const isWhole =
    Number.isSafeInteger(score) && typeof at === 'string' && Number.isFinite(Date.parse(at)) && typeof kind === 'string'
  if (!isWhole || typeof id !== 'string' || typeof isLoose !== 'boolean') throw searchErrors.make('search.badCursor')
  return { cursor: { score, at, kind, id }, isLoose }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // whatever is no JSON is no cursor of ours; the caller says so
    return undefined
  }
}
