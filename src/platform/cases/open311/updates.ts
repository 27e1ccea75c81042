import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import type { CaseEvent } from '../../../kernel/flow/index.ts'
import { type Language, say } from '../../../kernel/words.ts'
import type { Db } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import type { PackShelf } from '../packs.ts'
import { saysOf } from '../public-view.ts'
import type { Offices } from '../world.ts'
import { type Document, list, type Node } from './document.ts'
import { open311Errors } from './errors.ts'
import { allOf, firstOf, momentIn, type Parameters, type Wrong } from './form.ts'
import { pageOf, rangeOf, w3Moment } from './moment.ts'
import { sourceOf } from './new-request.ts'

/** What the updates are made from. */
export type UpdateParts = {
  readonly db: Db
  readonly engine: CaseEngine
  readonly shelf: PackShelf
  readonly offices: Offices
  now(): number
}

type Row = {
  number: string
  seq: number
  at: string
  hash: string
  event: CaseEvent
  isOwn: boolean
  /** The last event so far that opened or ended the case, if any. */
  turn: CaseEvent['type'] | null
}

const updateId = (number: string, seq: number): string => `${number}-${seq}`

/** Nothing of these belongs into a feed: the first is the request itself, the others are between reporter and office. */
const unsaid: readonly CaseEvent['type'][] = ['submitted', 'rated', 'nudged', 'noted']

/**
 * The update extension of FixMyStreet: what happened to requests that came by Open311, in order. Whoever sent a request gets
 * the words too (what was answered, what is asked); everybody else only what happened.
 * @throws open311.bad
 */
export async function readUpdates(
  { db, shelf, offices, now }: UpdateParts,
  given: { readonly actor: Actor; readonly parameters: Parameters; readonly language: Language; readonly wrong: Wrong },
): Promise<Document> {
  const { actor, parameters, language, wrong } = given
  const { from, to } = rangeOf(parameters, now(), wrong)
  const { limit, offset } = pageOf(parameters, wrong)
  const ids = allOf(parameters, 'service_request_id')
  wrong.throwIfAny()
  const { rows } = await sql<Row>`
    select c.number, e.seq, e.at, c.hash, e.event, coalesce(c.source = ${sourceOf(actor)}, false) as "isOwn",
      (select p.type from cases.event p where p.case_id = e.case_id and p.seq <= e.seq
        and p.type in ('closed', 'withdrawn', 'joined', 'reopened', 'separated') order by p.seq desc limit 1) as turn
    from cases.case c join cases.event e on e.case_id = c.id
    where c.channel = 'open311' and c.changed_at >= ${new Date(from).toISOString()}
      and e.at >= ${new Date(from).toISOString()} and e.at <= ${new Date(to).toISOString()}
      and not e.type = any(${[...unsaid]}::text[]) ${ids.length > 0 ? sql`and c.number = any(${[...ids]}::text[])` : sql``}
    order by e.at, e.case_id, e.seq limit ${limit} offset ${offset}`.execute(db)
  const nodes: Node[] = []
  for (const row of rows) {
    const says = saysOf(row.event, await shelf.byHash(row.hash), offices)
    if (!says) continue
    const office = says.office ? `${language === 'zh' ? '：' : ': '}${say(says.office, language)}` : ''
    const text = row.isOwn && says.text ? `\n${says.text}` : ''
    nodes.push({
      update_id: updateId(row.number, row.seq),
      service_request_id: row.number,
      status: row.turn === 'closed' || row.turn === 'withdrawn' || row.turn === 'joined' ? 'closed' : 'open',
      updated_datetime: w3Moment(Date.parse(row.at)),
      description: `${say(says.title, language)}${office}${text}`,
      media_url: null,
    })
  }
  return { root: 'service_request_updates', node: list('request_update', nodes) }
}

/** States that FixMyStreet sends: the two of GeoReport v2, and those of its "additional states". */
const closing = [
  'CLOSED',
  'FIXED',
  'DUPLICATE',
  'NOT_COUNCILS_RESPONSIBILITY',
  'NO_FURTHER_ACTION',
  'INTERNAL_REFERRAL',
]
const opening = ['OPEN', 'REOPEN', 'IN_PROGRESS', 'ACTION_SCHEDULED', 'INVESTIGATING', 'FOR_TRIAGE']

/** A UUID (RFC 9562, version 8) that is the same for the same update of the same program: sent twice, it is done once. */
function actionOf(actor: Actor, number: string, update: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(['open311', actor.id, number, update]))
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

type Told = { readonly number: string; readonly update: string; readonly status: string; readonly text: string }

function toldIn(parameters: Parameters, language: Language, wrong: Wrong): Told {
  const needed = (name: string): string => {
    const value = firstOf(parameters, name)
    if (value === undefined) wrong.add(name, '必填', 'is required')
    return value ?? ''
  }
  const number = needed('service_request_id')
  const update = needed('update_id')
  const status = needed('status').toUpperCase()
  if (status !== '' && ![...closing, ...opening].includes(status))
    wrong.add('status', '不是已知的状态', 'is not a known status', status)
  needed('updated_datetime')
  momentIn(parameters, 'updated_datetime', wrong)
  const link = firstOf(parameters, 'media_url')
  const said = firstOf(parameters, 'description')
  const noted = language === 'zh' ? `来源系统的状态：${status}` : `Status in the reporter's system: ${status}`
  // The words of the other side, and what it thinks of the matter where that differs from going on as before.
  const lines = [said, closing.includes(status) || said === undefined ? noted : undefined, link]
  const text = lines.filter((line) => line !== undefined).join('\n')
  if ([...text].length > 2_000) wrong.add('description', '最多 2000 个字', 'has at most 2,000 characters')
  return { number, update, status, text }
}

/**
 * An update from the program that sent the request, in the reporter's name: it adds to an open case; on one that is over,
 * `REOPEN` or `OPEN` has it done again where that is still possible. It never ends a case: that is for those who handle it.
 * @throws open311.bad, open311.noRequest, open311.over
 */
export async function takeUpdate(
  { db, engine }: UpdateParts,
  given: { readonly actor: Actor; readonly parameters: Parameters; readonly language: Language; readonly wrong: Wrong },
): Promise<{ readonly id: string; readonly document: Document }> {
  const { actor, parameters, language, wrong } = given
  const { number, update, status, text } = toldIn(parameters, language, wrong)
  wrong.throwIfAny()
  const { rows } = await sql<{ id: string; code: string; status: string }>`select id, code, status from cases.case
    where number = ${number} and source = ${sourceOf(actor)}`.execute(db)
  const found = rows[0]
  if (!found) throw open311Errors.make('open311.noRequest', { found: number.slice(0, 40) })
  const action = actionOf(actor, number, update)
  const repeated = await sql<{ seq: number }>`select seq from cases.event
    where case_id = ${found.id} and action = ${action} order by seq limit 1`.execute(db)
  const seq = repeated.rows[0]?.seq ?? (await tell(engine, actor, found, { status, text, action }))
  const node = list('request_update', [{ update_id: updateId(number, seq) }])
  return { id: found.id, document: { root: 'service_request_updates', node } }
}

async function tell(
  engine: CaseEngine,
  actor: Actor,
  found: { readonly id: string; readonly code: string; readonly status: string },
  { status, text, action }: { readonly status: string; readonly text: string; readonly action: string },
): Promise<number> {
  const isOver = found.status !== 'open'
  if (isOver && status !== 'OPEN' && status !== 'REOPEN') throw open311Errors.make('open311.over')
  const [name, input] = isOver ? ['redo', { reason: text }] : ['add', { text }]
  // Whoever sent the request stands for its reporter: as if with the case's secret link, and for this one action.
  const reporter: Actor = { ...actor, scopes: ['cases'], links: [found.code] }
  try {
    const { events } = await engine.perform({ id: found.id, name, input, actor: reporter, action })
    return events[0]?.seq ?? 0
  } catch (cause) {
    // Why it can no longer be redone (window over, too often) is told in the case's own words.
    if (cause instanceof CityError && cause.code === 'flow.notNow')
      throw open311Errors.make('open311.bad', { count: 1 }, { faults: [{ field: 'status', says: cause.says }], cause })
    throw cause
  }
}
