import type { AttributeInstance, AttributeKind, Attributes, Entity, Json } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Observations } from '../observations/index.ts'

/** Gives the last reading of a series from memory. */
export type LastReading = Pick<Observations, 'last'>

/** A row of twin.entity with its attributes, as the store reads it. */
export type EntityRow = {
  readonly key: number
  readonly tenant: string
  readonly id: string
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly path: string | null
  readonly is_open: boolean
  readonly division: string | null
  readonly title: Words | null
  readonly created_at: string
  readonly modified_at: string
  readonly expires_at: string | null
  readonly deleted_at: string | null
  readonly source: string | null
  readonly lineage: Json
  readonly is_demo: boolean
  readonly attributes: readonly AttributeList[] | null
}

/** A row of twin.attribute as the list that `attributeColumn` makes of it. */
export type AttributeList = readonly [
  name: string,
  dataset: string,
  kind: AttributeKind,
  value: Json,
  unit: string | null,
  observedAt: string | null,
  sub: Attributes | null,
  more: AttributeRow['more'],
  series: number | null,
  createdAt: string,
  modifiedAt: string,
  instance: string,
]

const attributeOf = ([name, dataset, kind, value, unit, observed_at, sub, more, series, ...rest]: AttributeList) => {
  const [created_at, modified_at, instance] = rest
  return { name, dataset, kind, value, unit, observed_at, sub, more, series, created_at, modified_at, instance }
}

/** A row of twin.attribute as JSON; instants as PostgreSQL writes them into JSON. */
export type AttributeRow = {
  readonly name: string
  readonly dataset: string
  readonly kind: AttributeKind
  readonly value: Json
  readonly unit: string | null
  readonly observed_at: string | null
  readonly sub: Attributes | null
  readonly more: { readonly objectTypes?: readonly string[]; readonly expiresAt?: string } | null
  readonly created_at: string
  readonly modified_at: string
  readonly instance: string
  /** The series whose readings give it its number. */
  readonly series: number | null
}

/** An entity as it is stored: with its key. */
export type StoredEntity = Entity & { readonly key: number; readonly tenant: string }

// PostgreSQL in UTC writes into JSON `2026-11-20T20:53:00.1234+00:00`; thousands of these are read at once.
function instant(text: string): string {
  if (text.length === 24 && text.endsWith('Z')) return text
  if (text.length > 22 && text.endsWith('+00:00') && text[19] === '.')
    return `${text.slice(0, Math.min(23, text.length - 6)).padEnd(23, '0')}Z`
  return new Date(text).toISOString()
}

/** The instance that a row says. */
export const instanceOf = (row: AttributeRow): AttributeInstance => ({
  kind: row.kind,
  value: row.value,
  dataset: row.dataset,
  ...(row.unit !== null && { unit: row.unit }),
  ...(row.observed_at !== null && { observedAt: instant(row.observed_at) }),
  ...row.more,
  ...(row.sub !== null && { sub: row.sub }),
  createdAt: instant(row.created_at),
  modifiedAt: instant(row.modified_at),
  instance: row.instance,
})

/** The instance with a device's last reading over it, where that is newer. */
function present(row: AttributeRow, readings: LastReading | undefined): AttributeInstance {
  const kept = instanceOf(row)
  const last = row.series === null ? undefined : readings?.last(row.series)
  if (last === undefined || (kept.observedAt !== undefined && Date.parse(kept.observedAt) > last.at)) return kept
  return {
    ...kept,
    value: last.value,
    observedAt: new Date(last.at).toISOString(),
    modifiedAt: new Date(Math.max(last.received, Date.parse(kept.createdAt))).toISOString(),
  }
}

/** Rows gathered by name. */
function attributesOf(lists: readonly AttributeList[], readings?: LastReading): Attributes {
  const byName: Record<string, AttributeInstance[]> = {}
  for (const list of lists) {
    const row = attributeOf(list)
    const instances = byName[row.name]
    if (instances) instances.push(present(row, readings))
    else byName[row.name] = [present(row, readings)]
  }
  return byName
}

/** The entity that a row says; `readings` gives numbers of devices their present. */
export const entityOf = (row: EntityRow, readings?: LastReading): StoredEntity => ({
  key: row.key,
  tenant: row.tenant,
  id: row.id,
  types: row.types,
  scope: row.scope,
  attributes: attributesOf(row.attributes ?? [], readings),
  createdAt: instant(row.created_at),
  modifiedAt: instant(row.modified_at),
  ...(row.expires_at !== null && { expiresAt: instant(row.expires_at) }),
  path: row.path,
  isOpen: row.is_open,
  division: row.division,
  title: row.title,
  source: row.source,
  lineage: row.lineage,
  isDemo: row.is_demo,
})
