import { sql } from 'kysely'
import { badData, isObject, type JsonObject, ngsiErrors, type TermMap } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { type Answer, type Ask, ngsiRoute } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import { type SubscriptionRow, statusOf } from '../subscriptions/subscription.ts'
import { subscriptionColumns } from '../subscriptions/subscriptions.ts'
import { noticePath } from './remote-subscriptions.ts'
import { renamedEntity } from './renamed.ts'

/** A document with its names in another context. */
const renamed = (document: JsonObject, from: TermMap, to: TermMap): JsonObject =>
  renamedEntity(document, (name) => to.compact(from.expand(name)))

/** What a source tells of a subscription that it holds for this city goes on to the subscriber (clause 5.8.6). */
async function told(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { base, subscriptions } = services
  const { rows } = await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription s
    where exists (select 1 from twin.remote_subscription r where r.key = ${asked.params.key ?? ''}
      and r.tenant = s.tenant and r.subscription = s.id)`.execute(base.db)
  const [row] = rows
  // Nobody learns which keys there are.
  if (!row) throw ngsiErrors.make('twin.notFound', { detail: 'Nobody subscribed by this address' })
  if (!isObject(asked.body) || asked.body.type !== 'Notification') throw badData('The body must be a Notification')
  const { data } = asked.body
  const documents = isObject(data) && Array.isArray(data.features) ? data.features : data
  if (!Array.isArray(documents) || !documents.every(isObject)) throw badData('data must be entities')
  const live = await subscriptions.ready(row)
  if (live && documents.length > 0 && statusOf(row, base.now()) === 'active') {
    const { map, url } = asked.context
    const shown = documents
      .filter(isObject)
      .map((one) => (url === live.context.url ? one : renamed(one, map, live.map)))
    await subscriptions.enqueue(base.db, [{ tenant: row.tenant, subscription: row.id, data: shown }])
  }
  return { status: 200 }
}

/** Where sources tell what was subscribed to at them. */
export function sourceNotificationRoutes(http: Http, services: NgsiServices): void {
  ngsiRoute(http, services, {
    method: 'POST',
    path: `${noticePath}/:key`,
    title: { zh: '信息来源的通知', en: 'Notifications of sources' },
    access: permissions.knock,
    body: true,
    anyTenant: true,
    bodyLimit: 16 * 1024 * 1024,
    handle: (asked) => told(services, asked),
  })
}
