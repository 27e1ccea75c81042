import {
  type AnyShape,
  type AttributeInstance,
  type Entity,
  type FindEntity,
  type JsonObject,
  meetsQuery,
  meetsRelation,
  meetsScopes,
  meetsTypes,
  memberOf,
  ngsiNull,
  shownValue,
  type TermMap,
  writeEntity,
  writeFeature,
} from '../../../kernel/twin/index.ts'
import type { EntityChange } from '../changes.ts'
import { type Linked, writeInline } from '../ngsild/linked.ts'
import type { Selector } from '../query/entity-query.ts'
import type { Sight } from '../sight.ts'
import type { Trigger, Wanted } from './subscription.ts'

const fitsSelector = (entity: Entity, { ids, idPattern, types }: Selector): boolean =>
  (!ids || ids.includes(entity.id)) &&
  (idPattern === undefined || new RegExp(idPattern).test(entity.id)) &&
  (!types || meetsTypes(entity.types, types))

/** Is this one of the entities that a subscription is about, and does it meet its conditions? */
export function fitsWanted(
  entity: Entity,
  wanted: Pick<Wanted, 'selectors' | 'scopes' | 'q' | 'geo'>,
  sight: Sight,
  find?: FindEntity,
): boolean {
  if (!sight.sees(entity)) return false
  if (wanted.selectors.length > 0 && !wanted.selectors.some((selector) => fitsSelector(entity, selector))) return false
  if (wanted.scopes && !meetsScopes(entity.scope, wanted.scopes)) return false
  if (wanted.q && !meetsQuery(entity, wanted.q, find)) return false
  const { geo } = wanted
  if (!geo) return true
  const shapes = (entity.attributes[geo.property] ?? []).filter(({ kind }) => kind === 'GeoProperty')
  // GeoProperties were checked to be geometries when they came in.
  return shapes.some(({ value }) => meetsRelation(value as unknown as AnyShape, geo.relation, geo.reference))
}

const stamps = new Set(['createdAt', 'modifiedAt', 'instance'])

/** What an instance says, its stamps left out and its members in one order: the database keeps no order of members. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name, inner]) => !stamps.has(name) && inner !== undefined)
  return members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, said(inner)])
}

const isSame = (a: AttributeInstance, b: AttributeInstance): boolean =>
  JSON.stringify(said(a)) === JSON.stringify(said(b))

/** Clause 5.8.6: an attribute changed when something of it is different from before; being sent again is no change. */
function changedNames(change: EntityChange): readonly (readonly [string, Trigger])[] {
  const found: (readonly [string, Trigger])[] = []
  for (const { name, instance, isNew } of change.set) {
    const before = change.before?.attributes[name]?.find(({ dataset }) => dataset === instance.dataset)
    if (isNew || before === undefined) found.push([name, 'attributeCreated'])
    else if (!isSame(before, instance)) found.push([name, 'attributeUpdated'])
  }
  if (change.after !== undefined) for (const { name } of change.gone) found.push([name, 'attributeDeleted'])
  return found
}

/** Which of what happened to an entity sets off a notification; empty when nothing does. */
function reasons(change: EntityChange, wanted: Wanted): readonly Trigger[] {
  const isWatched = (name: string) => wanted.watched === undefined || wanted.watched.has(name)
  const all: Trigger[] = changedNames(change)
    .filter(([name]) => isWatched(name))
    .map(([, trigger]) => trigger)
  if (change.before === undefined && change.after !== undefined) all.push('entityCreated')
  if (change.before !== undefined && change.after === undefined) all.push('entityDeleted')
  return all.filter((trigger) => wanted.triggers.has(trigger))
}

const previousMember = (member: string): string => `previous${member.charAt(0).toUpperCase()}${member.slice(1)}`

/** What an attribute that was deleted looks like (clause 5.8.6). */
function goneAttribute(
  instance: AttributeInstance,
  wanted: Wanted,
  map: TermMap,
  at: string,
  isWhole: boolean,
): JsonObject | string {
  const member = memberOf[instance.kind]
  const isBare = !wanted.showChanges && !wanted.shown.sysAttrs && instance.dataset === ''
  if (isBare) return ngsiNull
  return {
    type: instance.kind,
    // Of an entity that is still there the map says what of it went; of one that is gone nothing is left.
    [member]: instance.kind === 'LanguageProperty' && !isWhole ? { '@none': ngsiNull } : ngsiNull,
    ...(instance.dataset !== '' && { datasetId: instance.dataset }),
    ...(wanted.shown.sysAttrs && { createdAt: instance.createdAt, modifiedAt: at, deletedAt: at }),
    ...(wanted.showChanges && { [previousMember(member)]: shownValue(instance, map) }),
  }
}

function withChanges(document: JsonObject, change: EntityChange, wanted: Wanted, map: TermMap): JsonObject {
  const shown = { ...document }
  const isShown = (name: string) =>
    !(wanted.shown.attrs && !wanted.shown.attrs.has(name)) &&
    !(wanted.shown.pick && !wanted.shown.pick.has(name)) &&
    !wanted.shown.omit?.has(name)
  for (const { name, instance } of change.gone) {
    const term = map.compact(name)
    if (isShown(name) && shown[term] === undefined)
      shown[term] = goneAttribute(instance, wanted, map, new Date(change.at).toISOString(), change.after === undefined)
  }
  if (!wanted.showChanges) return shown
  for (const { name, instance } of change.set) {
    const before = change.before?.attributes[name]?.find(({ dataset }) => dataset === instance.dataset)
    const term = map.compact(name)
    const now = shown[term]
    if (before === undefined || now === undefined) continue
    const extra = { [previousMember(memberOf[before.kind])]: shownValue(before, map) }
    if (typeof now === 'object' && now !== null && !Array.isArray(now)) shown[term] = { ...now, ...extra }
    else if (!Array.isArray(now)) shown[term] = { [memberOf[instance.kind]]: now, ...extra }
  }
  return shown
}

/** An entity as a notification shows it; with those it leads to inside it where they are wanted so. */
export function shownEntity(entity: Entity, wanted: Wanted, map: TermMap, linked?: Linked): JsonObject {
  if (wanted.endpoint.accept === 'application/geo+json') return writeFeature(entity, map, wanted.shown)
  return linked && wanted.shown.join === 'inline'
    ? writeInline(entity, map, wanted.shown, linked, [entity.id])
    : writeEntity(entity, map, wanted.shown)
}

/** Does what happened set off a notification, whatever the conditions? */
export const isSetOff = (change: EntityChange, wanted: Wanted): boolean =>
  wanted.timeInterval === undefined && reasons(change, wanted).length > 0

/** What a subscriber is told of a change; `undefined` when it is none of his. */
export function toldOf(
  change: EntityChange,
  wanted: Wanted,
  sight: Sight,
  map: TermMap,
  find: FindEntity,
  linked?: Linked,
): JsonObject | undefined {
  const entity = change.after ?? change.before
  if (entity === undefined || !isSetOff(change, wanted) || !fitsWanted(entity, wanted, sight, find)) return undefined
  if (change.after !== undefined) {
    const document = shownEntity(change.after, wanted, map, linked)
    return wanted.endpoint.accept === 'application/geo+json' ? document : withChanges(document, change, wanted, map)
  }
  const at = new Date(change.at).toISOString()
  const head = {
    id: entity.id,
    type:
      entity.types.length === 1 ? map.compact(entity.types[0] ?? '') : entity.types.map((type) => map.compact(type)),
  }
  const times: JsonObject = wanted.shown.sysAttrs ? { createdAt: entity.createdAt, modifiedAt: at } : {}
  const document: JsonObject = { ...head, ...times, deletedAt: at }
  return wanted.showChanges ? withChanges(document, change, wanted, map) : document
}
