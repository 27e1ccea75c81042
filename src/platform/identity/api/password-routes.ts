import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { setPassword } from '../people/change-person.ts'
import type { PersonKind } from '../people/person.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { peekOnce, useOnce } from '../sign-in/once.ts'
import { isPassword } from '../sign-in/password.ts'
import { findSessionId, revokeSessions } from '../sign-in/sessions.ts'
import { beginTry } from '../sign-in/throttle.ts'
import { cookieKey } from '../who/authenticate.ts'
import { closed, PasswordSchema, SessionView } from './schemas.ts'
import { signIn } from './session-routes.ts'

const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const tries = { perMinute: 20, burst: 20 } as const

type Account = {
  readonly id: string
  readonly kind: PersonKind
  readonly name: string
  readonly login: string
  readonly password: string | null
}

/** Setting a password: by a one-time link, or one's own while signed in. */
export function passwordRoutes(http: Http, services: Services): void {
  const { base, actors } = services
  const accountOf = async (person: string | undefined): Promise<Account | undefined> => {
    if (person === undefined) return undefined
    const { rows } = await sql<Account>`select p.id, p.kind, p.name, a.login, a.password from identity.account a
      join identity.person p on p.id = a.person where p.id = ${person} and p.status = 'active'`.execute(base.db)
    return rows[0]
  }
  http.route({
    method: 'POST',
    path: '/api/password/check',
    title: { zh: '查看密码链接是否有效', en: 'See whether a link to set a password still holds' },
    access: permissions.seeSession,
    rate: tries,
    body: closed({ secret: Secret }),
    response: Type.Object({ login: Type.String() }),
    handle: async ({ body }) => {
      const account = await accountOf((await peekOnce(base.db, 'password', body.secret, base.now()))?.person)
      if (account === undefined) throw identityErrors.make('identity.badLink')
      return { login: account.login }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/password',
    title: { zh: '用一次性链接设置密码', en: 'Set a password by a one-time link' },
    access: permissions.signIn,
    rate: tries,
    body: closed({ secret: Secret, password: PasswordSchema }),
    response: SessionView,
    handle: async ({ body, request, reply, audit }) => {
      const person = await base.db.tx(async (tx) => {
        const account = await accountOf((await useOnce(tx, 'password', body.secret, base.now()))?.person)
        if (account === undefined) throw identityErrors.make('identity.badLink')
        audit({ resource: `person:${account.id}`, facts: { method: 'link' } })
        await setPassword(tx, account.id, body.password)
        // Whoever was signed in by the old password is not any longer.
        await revokeSessions(tx, { person: account.id }, base.now())
        return account
      })
      actors.forgetPerson(person.id)
      return signIn(services, { request, reply }, person, 'link')
    },
  })
  http.route({
    method: 'POST',
    path: '/api/me/password',
    title: { zh: '修改密码', en: 'Change one’s password' },
    access: permissions.changeOwn,
    purpose: 'account security, asked by the person',
    rate: tries,
    body: closed({ current: Type.Optional(PasswordSchema), password: PasswordSchema }),
    resource: ({ actor }) => ({ owner: actor.id }),
    handle: async ({ body, actor, request, audit }) => {
      audit({ resource: `person:${actor.id}` })
      const account = await accountOf(actor.id)
      if (account === undefined) throw identityErrors.make('identity.noPerson')
      if (account.password !== null) await mustKnow(account, body.current ?? '', request.ip)
      const key = cookieKey(base, request)
      const but = key === undefined ? undefined : await findSessionId(base.db, key)
      await base.db.tx(async (tx) => {
        await setPassword(tx, actor.id, body.password)
        await revokeSessions(tx, { person: actor.id, but }, base.now())
      })
      actors.forgetPerson(actor.id)
    },
  })
  /** A browser left open must not be enough to take an account over. */
  const mustKnow = async (account: Account, current: string, address: string): Promise<void> => {
    const counted = await beginTry(base.db, account.login, address, base.now())
    if (!(await isPassword(current, account.password ?? undefined))) throw identityErrors.make('identity.wrongPassword')
    await counted.succeeded(base.db)
  }
}
