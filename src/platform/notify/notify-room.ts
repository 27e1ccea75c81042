import { type Base, type Consumer, outsideThrough, type Resolve, type Room, type Tx } from '../base/index.ts'
import type { CasesRoom, Offices } from '../cases/index.ts'
import type { Holding } from '../identity/index.ts'
import { channelRoutes } from './api/channel-routes.ts'
import { hookRoutes } from './api/hook-routes.ts'
import { inboxRoutes } from './api/inbox-routes.ts'
import { messageRoutes } from './api/message-routes.ts'
import { publicRoutes } from './api/public-routes.ts'
import { messagesOf } from './case-messages.ts'
import { adapterCarrier, sandboxed } from './channels/carriers.ts'
import type { Carrier } from './channels/channel.ts'
import { emailCarrier } from './channels/email.ts'
import { notifyChecks } from './checks.ts'
import { makeDeliverJob } from './deliver.ts'
import { notifyErrors, refuseAddress } from './errors.ts'
import { makeHookJob } from './hooks/deliver-hook.ts'
import { fanOut } from './hooks/fan-out.ts'
import { hookTypes } from './hooks/hook.ts'
import { housekeepingJob } from './housekeeping.ts'
import { copyOf, forgetPerson } from './inbox.ts'
import type { OutsideChannel, Sending, Sent } from './model.ts'
import { noticeConsumer } from './notices/hear-notices.ts'
import type { Ground } from './notices/public-notice.ts'
import { orderConsumer } from './orders/order-messages.ts'
import { missedConsumer } from './patrol/missed-messages.ts'
import { openPermissions, permissions } from './permissions.ts'
import { send, sendAll } from './send.ts'
import type { NotifySettings } from './settings.ts'

/** What the room is joined with by the server. */
export type NotifyParts = {
  readonly cases: CasesRoom
  readonly offices: Pick<Offices, 'title' | 'supervisorOf'>
  readonly settings: NotifySettings
  /** In which divisions a point lies. */
  readonly ground: Ground
  /** Finds addresses of host names; the system's resolver unless told. */
  readonly resolve?: Resolve
}

/** The room and what it does for others. */
export type NotifyRoom = Room & {
  /** Tells people something in the transaction of its cause. */
  send(tx: Tx, sending: Sending): Promise<Sent>
  /** What is kept here of a person, for his own copy of it. */
  readonly holding: Holding
}

/** Telling people (通知): inbox, e-mail, SMS, webhook; and outside systems that subscribe to cases. */
export function notifyRoom(base: Base, { cases, offices, settings, ground, resolve }: NotifyParts): NotifyRoom {
  const key = base.secret('notify')
  const outside = outsideThrough(settings.allowedHosts, refuseAddress, { resolve })
  const email = emailCarrier(settings)
  const sending = { cases, now: base.now, addressOf: (path: string) => new URL(path, originOf(base)).href }
  const carrier = async (channel: OutsideChannel): Promise<Carrier> =>
    channel === 'email' ? email : adapterCarrier(base.db, channel, key, outside)
  const hooks = { base, outside, key }
  return {
    name: 'notify',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: [...Object.values(permissions), ...Object.values(openPermissions)],
    errors: notifyErrors,
    send: (tx, what) => send(tx, what, sending),
    holding: { name: 'notify.messages', title: { zh: '收到的通知', en: 'What you were told' }, read: copyOf },
    routes: (http) => {
      inboxRoutes(http, base.now)
      publicRoutes(http, ground, base.now)
      messageRoutes(http, {
        now: base.now,
        sandboxOf: async () => [...(email.send ? [] : ['email' as const]), ...(await sandboxed(base.db))],
      })
      channelRoutes(http, { key, outside, carrier, hasSmtp: settings.smtp !== undefined })
      hookRoutes(http, hooks)
    },
    jobs: [makeDeliverJob({ base, cases, carrier }), makeHookJob(hooks), housekeepingJob(base)],
    consumers: [
      caseConsumer(base, cases, offices, sending),
      orderConsumer(sending),
      missedConsumer(sending),
      noticeConsumer(ground, sending),
      erasedConsumer,
    ],
    checks: () => notifyChecks(base.db, settings.smtp !== undefined),
    stop: () => email.close(),
  }
}

/** The city's own address when it has one, else where it listens. */
const originOf = ({ config: { publicUrl, host, port } }: Base): string =>
  publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** What happens to a case: told to those whom its pack names, and to the systems that subscribed. */
function caseConsumer(
  base: Base,
  cases: CasesRoom,
  offices: NotifyParts['offices'],
  sending: Parameters<typeof send>[2],
): Consumer {
  return {
    type: ['case.opened', 'case.help-asked', ...hookTypes],
    name: 'notify.cases',
    handleAll: async (events, tx) => {
      await sendAll(tx, await messagesOf(events, tx, { cases, offices }), sending)
      await fanOut(
        events.filter(({ type }) => hookTypes.includes(type)),
        tx,
        base.now(),
      )
    },
  }
}

/** Somebody's data are deleted: what is kept of him here goes too. */
const erasedConsumer: Consumer = {
  type: 'person.erased',
  name: 'notify.erase',
  handle: async ({ key }, tx): Promise<void> => forgetPerson(tx, key),
}
