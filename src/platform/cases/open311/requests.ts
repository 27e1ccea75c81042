import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { maskAddress, maskNumbersIn } from '../../../kernel/codes/index.ts'
import { boundsAround, fromMercator, mercatorBox, mercatorLength, toMercator } from '../../../kernel/place/index.ts'
import { type Language, say } from '../../../kernel/words.ts'
import { type Db, plannedAnew } from '../../base/index.ts'
import type { Offices } from '../world.ts'
import { type Document, list, type Node } from './document.ts'
import { allOf, firstOf, numberIn, type Parameters, type Wrong } from './form.ts'
import { pageOf, rangeOf, w3Moment } from './moment.ts'
import { sourceOf } from './new-request.ts'
import { type Service, serviceOfCase } from './services.ts'

type Condition = RawBuilder<unknown>

type Row = {
  number: string
  status: string
  pack: string
  class: string | null
  asked: string | null
  title: string
  titleEn: string | null
  text: string | null
  address: string | null
  division: string | null
  x: number | null
  y: number | null
  office: string | null
  openedAt: string
  changedAt: string
  closedAt: string | null
  dueAt: string | null
  joinedInto: string | null
  isShared: boolean
  isOwn: boolean
}

/** Widest circle that is searched, metres. */
const widest = 20_000

/** The usual circle around a point, metres. */
const usualRadius = 1_000

/**
 * What may be seen of cases by Open311: those whose reporter agreed that people near by may see them, and those that came by
 * Open311 themselves. Of the latter, without that agreement, only that they exist and how they stand (see `nodeOf`).
 */
export const visible: Condition = sql`(c.shared_nearby or c.channel = 'open311')`

const and = (conditions: readonly Condition[]): Condition =>
  sql.join(
    conditions.map((one) => sql`(${one})`),
    sql` and `,
  )

const select = (
  actor: Actor,
): Condition => sql`select c.number, c.status, c.pack, c.class, o.class as asked, c.title, c.title_en as "titleEn",
    c.state -> 'answers' as answers, c.address, c.division, c.at_point[0] as x, c.at_point[1] as y,
    coalesce(c.office, c.main_office) as office, c.opened_at as "openedAt", c.changed_at as "changedAt",
    c.closed_at as "closedAt", c.due_at as "dueAt", j.number as "joinedInto", c.shared_nearby as "isShared",
    coalesce(c.source = ${sourceOf(actor)}, false) as "isOwn"
  from cases.case c left join cases.open311 o on o.case_id = c.id left join cases.case j on j.id = c.joined_into`

/** What the answers are made from. */
export type RequestParts = { readonly db: Db; readonly offices: Offices; now(): number }

function servicesWanted(codes: readonly string[], services: readonly Service[]): Condition {
  const wanted = services.filter((service) => codes.includes(service.code))
  if (wanted.length === 0) return sql`false`
  const of = (service: Service): Condition => {
    if (service.class !== '')
      return sql`c.pack = ${service.pack.name} and split_part(coalesce(c.class, o.class, ''), '/', 1) = ${service.class}`
    // The general service has what stands in no class that is a service.
    const classes = services.filter((one) => one.pack === service.pack && one.class !== '').map((one) => one.class)
    return sql`c.pack = ${service.pack.name} and not split_part(coalesce(c.class, o.class, ''), '/', 1) = any(${classes}::text[])`
  }
  return sql.join(
    wanted.map((service) => sql`(${of(service)})`),
    sql` or `,
  )
}

function statusWanted(parameters: Parameters, wrong: Wrong): Condition[] {
  const wanted = allOf(parameters, 'status').map((status) => status.toLowerCase())
  const odd = wanted.find((status) => status !== 'open' && status !== 'closed')
  if (odd !== undefined) wrong.add('status', '应为 open 或 closed', 'must be open or closed', odd)
  if (wanted.length === 0 || (wanted.includes('open') && wanted.includes('closed'))) return []
  return [wanted.includes('open') ? sql`c.status = 'open'` : sql`c.status <> 'open'`]
}

/** The circle extension: `lat`, `long` and `radius` in metres. */
function circleWanted(parameters: Parameters, wrong: Wrong): Condition[] {
  const lat = numberIn(parameters, 'lat', [-85, 85], wrong)
  const lng = numberIn(parameters, 'long', [-180, 180], wrong)
  const radius = numberIn(parameters, 'radius', [1, widest], wrong) ?? usualRadius
  const [hasLat, hasLong] = [firstOf(parameters, 'lat'), firstOf(parameters, 'long')].map((text) => text !== undefined)
  if (hasLat !== hasLong) wrong.add(hasLat ? 'long' : 'lat', 'lat 与 long 应同时给出', 'lat and long must both be sent')
  if (lat === undefined || lng === undefined) return []
  const [southWest, northEast] = mercatorBox(boundsAround({ lng, lat }, radius))
  const [x, y] = toMercator({ lng, lat })
  return [
    sql`c.at_point <@ box(point(${southWest[0]}, ${southWest[1]}), point(${northEast[0]}, ${northEast[1]}))
      and c.at_point <-> point(${x}, ${y}) <= ${mercatorLength(radius, lat)}`,
  ]
}

/** The words without phone and citizen numbers, e-mail addresses and links: what may stand in the open. */
const openText = (text: string): string =>
  maskNumbersIn(text)
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '***')
    .replace(/https?:\/\/\S+/gi, '***')

/** A request as GeoReport v2 shows it. Who reported is never told; words and place only where that was agreed to. */
function nodeOf(
  row: Row & { text: string | null },
  services: readonly Service[],
  offices: Offices,
  language: Language,
): Node {
  const service = serviceOfCase(services, row)
  const isOpen = row.status === 'open'
  const tellsPlace = row.isOwn || row.isShared
  const point = tellsPlace && row.x !== null && row.y !== null ? fromMercator([row.x, row.y]) : undefined
  const office = row.office === null ? undefined : offices.title(row.office)
  const moment = (iso: string | null) => (iso === null ? null : w3Moment(Date.parse(iso)))
  const notes = row.joinedInto
    ? { zh: `与 ${row.joinedInto} 合并办理`, en: `Handled together with ${row.joinedInto}` }
    : row.status === 'withdrawn'
      ? { zh: '诉求人已撤回', en: 'Taken back by the reporter' }
      : undefined
  const address = row.address === null ? null : row.isOwn ? row.address : maskAddress(row.address)
  return {
    service_request_id: row.number,
    status: isOpen ? 'open' : 'closed',
    status_notes: notes ? say(notes, language) : null,
    service_name: service ? say(service.title, language) : null,
    service_code: service?.code ?? null,
    description: row.isOwn ? row.text : row.isShared ? openText((language === 'en' && row.titleEn) || row.title) : null,
    agency_responsible: office ? say(office, language) : null,
    service_notice: null,
    requested_datetime: moment(row.openedAt),
    updated_datetime: moment(isOpen ? row.changedAt : (row.closedAt ?? row.changedAt)),
    expected_datetime: isOpen ? moment(row.dueAt) : null,
    address: tellsPlace ? address : null,
    address_id: tellsPlace ? row.division : null,
    zipcode: null,
    lat: point ? Number(point.lat.toFixed(6)) : null,
    long: point ? Number(point.lng.toFixed(6)) : null,
    // Photos are shown to those who handle a case; nobody has looked whether they may be public.
    media_url: null,
  }
}

async function read(
  { db, offices }: RequestParts,
  actor: Actor,
  tail: Condition,
  services: readonly Service[],
  language: Language,
): Promise<Document> {
  const { rows } = await sql<
    Omit<Row, 'text'> & { answers: Readonly<Record<string, unknown>> }
  >`${plannedAnew} ${select(actor)} where ${tail}`.execute(db)
  const textOf = (pack: string, answers: Readonly<Record<string, unknown>>) => {
    const field = services.find((one) => one.pack.name === pack)?.pack.open311?.descriptionField
    const text = field === undefined ? undefined : answers[field]
    return typeof text === 'string' ? text : null
  }
  const nodes = rows.map((row) => nodeOf({ ...row, text: textOf(row.pack, row.answers) }, services, offices, language))
  return { root: 'service_requests', node: list('request', nodes) }
}

/**
 * `GET requests`: GeoReport v2, "GET Service Requests". `service_request_id` overrides every other argument.
 * @throws open311.bad when anything of the search is not right
 */
export async function searchRequests(
  parts: RequestParts,
  given: {
    readonly actor: Actor
    readonly parameters: Parameters
    readonly services: readonly Service[]
    readonly language: Language
    readonly wrong: Wrong
  },
): Promise<Document> {
  const { actor, parameters, services, language, wrong } = given
  const ids = allOf(parameters, 'service_request_id')
  if (ids.length > 0) {
    if (ids.length > 1_000) wrong.add('service_request_id', '一次最多 1000 个', 'has at most 1,000 numbers')
    wrong.throwIfAny()
    const tail = sql`c.number = any(${[...ids]}::text[]) and ${visible} order by c.opened_at desc, c.id desc`
    return read(parts, actor, tail, services, language)
  }
  const { from, to } = rangeOf(parameters, parts.now(), wrong)
  const { limit, offset } = pageOf(parameters, wrong)
  const codes = allOf(parameters, 'service_code')
  const conditions = [
    visible,
    sql`c.opened_at >= ${new Date(from).toISOString()} and c.opened_at <= ${new Date(to).toISOString()}`,
    ...statusWanted(parameters, wrong),
    ...circleWanted(parameters, wrong),
    ...(codes.length > 0 ? [servicesWanted(codes, services)] : []),
  ]
  wrong.throwIfAny()
  const tail = sql`${and(conditions)} order by c.opened_at desc, c.id desc limit ${limit} offset ${offset}`
  return read(parts, actor, tail, services, language)
}

/** One request by its number, or an empty list when it may not be seen: `GET requests/{id}`. */
export const readRequest = (
  parts: RequestParts,
  actor: Actor,
  number: string,
  services: readonly Service[],
  language: Language,
): Promise<Document> => read(parts, actor, sql`c.number = ${number} and ${visible}`, services, language)

/** The number of a case by its secret short code, which serves as a token: whoever holds it may follow the case anyway. */
export async function numberOfCode(db: Db, code: string): Promise<string | undefined> {
  const { rows } = await sql<{ number: string }>`select number from cases.case where code = ${code}`.execute(db)
  return rows[0]?.number
}
