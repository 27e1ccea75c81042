import { badData, idOf, isObject, type Json, readEntity, type TermMap } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import type { Context } from '../contexts/contexts.ts'
import { type BatchItem, spreadBatch } from '../federation/distribute-batch.ts'
import type { Matter } from '../federation/passing.ts'
import { permissions } from '../permissions.ts'
import type { Done, Work } from '../store/entity-store.ts'
import { type Answer, type Ask, ngsiRoute } from './ask.ts'
import { readFormat } from './presentation.ts'
import { itemProblem, type NgsiProblem, ngsiProblem } from './problem.ts'
import { bringing, creating, deleting, putting, replacing, upserting, wholeDraft } from './provide.ts'
import { listOf } from './read-parts.ts'
import type { NgsiServices } from './services.ts'

const mostItems = 10_000
const bodyLimit = 32 * 1024 * 1024

type Failure = { readonly entityId: string; readonly registrationId?: string; readonly error: NgsiProblem }
type Outcome = {
  readonly done: readonly Done[]
  readonly errors: readonly Failure[]
  /** Ids that other sources did, and that they created. */
  readonly others: readonly string[]
  readonly created: readonly string[]
}

function itemsOf({ body }: Ask): readonly Json[] {
  if (!Array.isArray(body) || body.length === 0) throw badData('The body must be an array of entities, not empty')
  if (body.length > mostItems) throw badData(`At most ${mostItems} entities at once`)
  // Nothing in place of an item is a fault of the whole request (clause 5.6.7.4).
  if (body.includes(null)) throw badData('The body must be an array of entities, none of them null')
  return body as readonly Json[] // an array by the check above
}

const idIn = (item: Json): string =>
  isObject(item) && typeof item.id === 'string' ? item.id : typeof item === 'string' ? item : 'urn:ngsi-ld:unknown'

/** The context of one item: its own in JSON-LD, that of the request otherwise. */
async function contextOf(services: NgsiServices, asked: Ask, item: Json): Promise<Context> {
  if (!isObject(item)) throw badData('An entity must be a JSON object')
  const isLinked = asked.request.headers['content-type']?.startsWith('application/ld+json') ?? false
  if (!isLinked) return asked.context
  if (item['@context'] === undefined)
    throw badData('Each entity of a body of type application/ld+json must have an @context')
  return services.contexts.resolve(item['@context'])
}

/** Does work on every item; one that is wrong does not hold up the others (clause 5.6.7). */
async function doAll(
  services: NgsiServices,
  asked: Ask,
  workOf: (item: Json, map: TermMap) => Work,
  isPlain = false,
): Promise<Outcome> {
  const errors: Failure[] = []
  const items: BatchItem[] = []
  for (const item of itemsOf(asked)) {
    try {
      const { map } = isPlain ? asked.context : await contextOf(services, asked, item)
      // Reading it now tells what is wrong with it before anybody else hears of it.
      workOf(item, map)
      items.push({ item, id: idIn(item), map, matter: matterIn(item, map) })
    } catch (error) {
      errors.push({ entityId: idIn(item), error: itemProblem(error) })
    }
  }
  const name = asked.request.url.split('?')[0]?.replace(/\/+$/, '').split('/').at(-1) ?? ''
  const elsewhere = await spreadBatch(services.federation, asked, `${name}Batch`, `/entityOperations/${name}`, items)
  const done = await services.entities.change(
    asked.tenant,
    elsewhere.here.map(({ item, map }) => workOf(item, map)),
  )
  for (const one of done) {
    if (!('error' in one)) continue
    const error = itemProblem(one.error)
    // It is known elsewhere: that it is not here is no failure.
    if (error.status !== 404 || !elsewhere.done.has(one.id)) errors.push({ entityId: one.id, error })
  }
  const failed = new Set([...errors, ...elsewhere.errors].map(({ entityId }) => entityId))
  const failedElsewhere = new Set(elsewhere.errors.map(({ entityId }) => entityId))
  return {
    done: done.filter((one) => !('error' in one) && !failedElsewhere.has(one.id)),
    errors: [...errors, ...elsewhere.errors],
    others: [...elsewhere.done].filter((id) => !failed.has(id)),
    created: [...elsewhere.created],
  }
}

/** What an item is about, as far as its form tells; what is wrong with it was told before. */
function matterIn(item: Json, map: TermMap): Matter {
  const ids = [idIn(item)]
  if (!isObject(item)) return { ids }
  const type = item.type ?? item['@type']
  const types = (Array.isArray(type) ? type : type === undefined ? [] : [type]).map((one: Json) => [
    map.expand(String(one)),
  ])
  const names = Object.keys(item).filter((name) => !headNames.has(name))
  return {
    ids,
    ...(types.length > 0 && { types }),
    ...(names.length > 0 && { names: names.map((name) => map.expand(name)) }),
  }
}

const headNames = new Set(['id', '@id', 'type', '@type', 'scope', '@context', 'expiresAt', 'createdAt', 'modifiedAt'])

/** 207 with what went well and what did not; `well` when nothing went wrong. */
function answered({ done, errors, others }: Outcome, well: Answer): Answer {
  if (errors.length === 0) return well
  // What stood there twice may have gone well once, and is told both times (clauses 5.5.11.1, 5.5.11.5).
  const success = [...new Set([...done.map(({ id }) => id), ...others])]
  return { status: 207, plain: { success, errors: errors.map((one) => ({ ...one })) } }
}

const idsOf = (done: readonly Done[]): string[] => [...new Set(done.map(({ id }) => id))]

async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const outcome = await doAll(services, asked, (item, map) => creating(asked, wholeDraft(readEntity(item, map))))
  return answered(outcome, { status: 201, plain: [...new Set([...idsOf(outcome.done), ...outcome.others])] })
}

async function upsert(services: NgsiServices, asked: Ask): Promise<Answer> {
  readFormat(asked.query, ['replace', 'update'])
  const isUpdate = listOf(asked.query.options)?.includes('update') ?? false
  const outcome = await doAll(services, asked, (item, map) => {
    const fragment = readEntity(item, map)
    const draft = wholeDraft(fragment)
    return isUpdate
      ? upserting(asked, draft, fragment, { mode: 'replace', scopes: 'replaceOld' })
      : putting(asked, draft)
  })
  const here = idsOf(outcome.done.filter((one) => 'before' in one && one.before === undefined))
  const created = [...new Set([...here, ...outcome.created])]
  return answered(outcome, created.length > 0 ? { status: 201, plain: created } : { status: 204 })
}

async function update(services: NgsiServices, asked: Ask): Promise<Answer> {
  readFormat(asked.query, ['noOverwrite'])
  const keep = listOf(asked.query.options)?.includes('noOverwrite') ?? false
  const left = new Map<string, readonly string[]>()
  const outcome = await doAll(services, asked, (item, map) => {
    const fragment = readEntity(item, map, { isFragment: true })
    const id = idOf(fragment.id)
    const how = { mode: 'replace', keep, scopes: keep ? 'add' : 'replace' } as const
    return bringing(asked, id, fragment, how, ({ kept }) => kept.length > 0 && left.set(id, kept))
  })
  // What was there already and not overwritten is told, as for one entity (clause 5.6.9).
  const kept = [...left].map(([entityId, names]): Failure => {
    const error = badData(`These attributes are there already, and overwriting was not wanted: ${names.join(', ')}`)
    return { entityId, error: ngsiProblem(error) }
  })
  const done = outcome.done.filter(({ id }) => !left.has(id))
  return answered({ ...outcome, done, errors: [...outcome.errors, ...kept] }, { status: 204 })
}

async function merge(services: NgsiServices, asked: Ask): Promise<Answer> {
  const isSimplified = readFormat(asked.query).format === 'simplified'
  const { lang } = asked.query
  const outcome = await doAll(services, asked, (item, map) => {
    const fragment = readEntity(item, map, { isFragment: true, isMerge: true, isSimplified, lang })
    return bringing(asked, idOf(fragment.id), fragment, { mode: 'merge', scopes: 'replace', lang })
  })
  return answered(outcome, { status: 204 })
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  const outcome = await doAll(services, asked, (item) => deleting(asked, idOf(item)), true)
  return answered(outcome, { status: 204 })
}

async function replace(services: NgsiServices, asked: Ask): Promise<Answer> {
  const outcome = await doAll(services, asked, (item, map) => replacing(asked, wholeDraft(readEntity(item, map))))
  return answered(outcome, { status: 204 })
}

/** Batches of entities (clauses 6.14 to 6.17, 6.31). */
export function batchRoutes(http: Http, services: NgsiServices): void {
  const access = permissions.write
  const common = { method: 'POST', access, body: true, bodyLimit } as const
  ngsiRoute(http, services, {
    ...common,
    path: '/entityOperations/create',
    title: { zh: '批量新建实体', en: 'Create entities' },
    makesTenant: true,
    handle: (asked) => create(services, asked),
  })
  ngsiRoute(http, services, {
    ...common,
    path: '/entityOperations/upsert',
    title: { zh: '批量新建或更新实体', en: 'Create or update entities' },
    makesTenant: true,
    query: ['options'],
    handle: (asked) => upsert(services, asked),
  })
  ngsiRoute(http, services, {
    ...common,
    path: '/entityOperations/update',
    title: { zh: '批量更新实体', en: 'Update entities' },
    query: ['options'],
    handle: (asked) => update(services, asked),
  })
  ngsiRoute(http, services, {
    ...common,
    path: '/entityOperations/merge',
    title: { zh: '批量合并实体', en: 'Merge entities' },
    query: ['options', 'format', 'lang', 'observedAt'],
    handle: (asked) => merge(services, asked),
  })
  ngsiRoute(http, services, {
    ...common,
    path: '/entityOperations/replace',
    title: { zh: '批量替换实体', en: 'Replace entities' },
    handle: (asked) => replace(services, asked),
  })
  ngsiRoute(http, services, {
    ...common,
    path: '/entityOperations/delete',
    title: { zh: '批量删除实体', en: 'Delete entities' },
    handle: (asked) => remove(services, asked),
  })
}
