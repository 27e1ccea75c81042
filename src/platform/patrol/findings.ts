import { sql } from 'kysely'
import type { Post } from '../../kernel/access/index.ts'
import type { Signal } from '../../kernel/pack/index.ts'
import { type Doubt, type FilingRule, findUnit, limitName, weigh } from '../../kernel/patrol/index.ts'
import type { Point } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import { publish, type Query, type Tx } from '../base/index.ts'
import { findComponent } from './census.ts'
import { patrolErrors } from './errors.ts'
import type { PatrolParts } from './parts.ts'
import { within } from './seen.ts'
import { tableAt } from './tables.ts'
import { photoPoints, seenAround, type Telling, type Walker } from './visits.ts'

/** Something that a patrol found, as the device tells it. */
export type FoundTold = Telling & {
  readonly kind: string
  readonly text: string
  readonly severity?: 'notice' | 'warning' | 'serious' | 'critical'
  readonly component?: string
  /** Where it was marked, when that is not where the device was. */
  readonly point?: Point
  readonly route?: string
  readonly stop?: string
}

/** A finding as it is kept; instants ISO. */
export type FoundThing = {
  readonly id: string
  readonly serial: number
  readonly kind: string
  readonly filedBy: string
  readonly title: Words
  readonly text: string
  readonly route: string | null
  readonly stop: string | null
  readonly component: string | null
  readonly path: string
  readonly person: string
  readonly personName: string
  readonly at: string
  readonly receivedAt: string
  readonly skewMs: number | null
  readonly lng: number
  readonly lat: number
  readonly accuracy: number | null
  readonly doubts: readonly Doubt[]
  readonly address: string | null
  readonly division: string | null
  readonly photos: readonly string[]
  readonly isDemo: boolean
}

const columns =
  sql.raw(`id, serial::int, kind, filed_by as "filedBy", title, text, route, stop, component, path, person,
  person_name as "personName", at, received_at as "receivedAt", skew_ms::float8 as "skewMs", lng, lat, accuracy, doubts, address,
  division, photos, is_demo as "isDemo"`)

/** The number people say. */
export const findingNumber = ({ serial, at }: Pick<FoundThing, 'serial' | 'at'>): string =>
  `XC${at.slice(0, 4)}-${String(serial).padStart(5, '0')}`

/** One finding; nothing when there is none. */
export async function findFinding(on: Query, id: string): Promise<FoundThing | undefined> {
  const { rows } = await sql<FoundThing>`select ${columns} from patrol.finding where id = ${id}`.execute(on)
  return rows[0]
}

/** Findings of one person, or of offices and all below, the newest first. */
export async function listFindings(
  on: Query,
  asked: { readonly person?: string; readonly paths?: readonly string[]; readonly limit: number },
): Promise<readonly FoundThing[]> {
  const { rows } = await sql<FoundThing>`select ${columns} from patrol.finding
    where (${asked.person ?? null}::uuid is null or person = ${asked.person ?? null}) and ${within(sql`path`, asked.paths)}
    order by at desc, id desc limit ${asked.limit}`.execute(on)
  return rows
}

const iso = (at: number): string => new Date(at).toISOString()

/**
 * Keeps a finding and tells the city of it, in one transaction. The same one told again is the one that is there, and is not told
 * twice. It is filed by the table in force when it was found, however late it arrives.
 * @throws patrol.noClass, patrol.nowhere, patrol.foreignPhoto, patrol.taken
 */
export async function keepFinding(
  tx: Tx,
  parts: PatrolParts,
  told: FoundTold,
  { person, name }: Walker,
  post: Post,
  isDemo = false,
): Promise<FoundThing> {
  const there = await findFinding(tx, told.id)
  if (there) return sameFinding(there, told, person)
  const receivedAt = parts.base.now()
  const component = told.component === undefined ? undefined : await findComponent(tx, told.component)
  const where = told.point ?? (component && { lng: component.lng, lat: component.lat }) ?? told.position
  if (!where) throw patrolErrors.make('patrol.nowhere')
  const photos = await photoPoints(parts, told.photos, person)
  const { clientAt, sentAt } = told
  const when = weigh({ clientAt, receivedAt, ...(sentAt !== undefined && { sentAt }) }).at
  const seen = await seenAround(tx, person, when)
  const evidence = weigh({ ...told, receivedAt, target: where, photos, seen })
  const table = await tableAt(tx, evidence.at)
  const rule = table?.rows.find(({ kind }) => kind === told.kind)
  if (!table || !rule) throw patrolErrors.make('patrol.noClass', { kind: told.kind })
  const place = await parts.registry.reverse({ lng: where.lng, lat: where.lat })
  const { position } = told
  await sql`insert into patrol.finding (id, kind, filed_by, title, text, route, stop, component, path, person, person_name, at,
      client_at, sent_at, received_at, skew_ms, lng, lat, accuracy, doubts, address, division, photos, is_demo)
    values (${told.id}, ${told.kind}, ${table.version.id}, ${JSON.stringify(rule.title)}::jsonb, ${told.text},
      ${told.route ?? null}, ${told.stop ?? null}, ${told.component ?? null}, ${post.path}, ${person}, ${name},
      ${iso(evidence.at)}, ${iso(told.clientAt)}, ${told.sentAt === undefined ? null : iso(told.sentAt)}, ${iso(receivedAt)},
      ${evidence.skewMs}, ${where.lng}, ${where.lat}, ${position?.accuracy ?? null}, ${[...evidence.doubts]}::text[],
      ${place.address ?? null}, ${place.division ?? null}, ${[...told.photos]}::uuid[], ${isDemo})
    on conflict (id) do nothing`.execute(tx)
  const kept = await findFinding(tx, told.id)
  if (!kept) throw patrolErrors.make('patrol.taken')
  sameFinding(kept, told, person)
  const payload = signalOf(parts, kept, rule, {
    ...(told.severity && { severity: told.severity }),
    ...(component && { ownership: component.ownership }),
  })
  await publish(tx, { type: 'patrol.found', key: `finding:${kept.id}`, payload })
  return kept
}

function sameFinding(there: FoundThing, told: FoundTold, person: string): FoundThing {
  if (there.person !== person || there.kind !== told.kind) throw patrolErrors.make('patrol.taken')
  return there
}

/** What the city hears of a finding: its class, place and photos, and the unit that the table names for place and owner. */
function signalOf(
  { offices, table }: Pick<PatrolParts, 'offices' | 'table'>,
  found: FoundThing,
  rule: FilingRule,
  { severity, ownership }: { readonly severity?: string; readonly ownership?: string },
): Signal {
  const division = found.division ?? undefined
  const to = findUnit(rule, { ...(division && { division }), ...(ownership && { ownership }) })
  const office = to && ('office' in to ? offices.find(to.office) : offices.findDuty(to.duty, division))?.office
  // A version that was entered before tables said it: as the shipped one says.
  const under = rule.under ?? table.find(({ kind }) => kind === rule.kind)?.under
  return {
    ...{ id: found.id, source: 'patrol', kind: found.kind, who: findingNumber(found), class: found.kind },
    ...{ title: found.title, text: { zh: found.text, en: found.text }, at: found.at, external: findingNumber(found) },
    ...(severity && { level: severity }),
    point: [found.lng, found.lat],
    ...(found.address !== null && { address: found.address }),
    ...(division && { division }),
    path: found.path,
    ...(office && { office }),
    facts: {
      ...{ filing: rule.filing.zh, closing: rule.closing.zh, limit: limitName(rule.limit) },
      ...(ownership && { ownership }),
      ...(under && { under }),
      ...(found.component !== null && { component: found.component }),
    },
    files: found.photos,
    ...(found.isDemo && { isDemo: true }),
  }
}
