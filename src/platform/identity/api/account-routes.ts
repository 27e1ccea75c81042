import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { createPerson, setPassword } from '../people/change-person.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { closed, LocaleSchema, NameSchema, PasswordSchema, PersonalBody, SessionView } from './schemas.ts'
import { signIn } from './session-routes.ts'

/** A resident makes an account of his own. Nobody has looked at a document: the name is what he says it is. */
export function accountRoutes(http: Http, services: Services): void {
  const { base } = services
  http.route({
    method: 'POST',
    path: '/api/account',
    title: permissions.register.title,
    access: permissions.register,
    // An address in front of a whole office or library: some an hour, not some a second.
    rate: { perMinute: 2, burst: 10 },
    body: closed({
      login: Type.String({ minLength: 2, maxLength: 64 }),
      password: PasswordSchema,
      name: NameSchema,
      locale: Type.Optional(LocaleSchema),
      phone: PersonalBody.properties.phone,
    }),
    response: SessionView,
    status: 201,
    handle: async ({ body, request, reply, audit }) => {
      const id = await base.db.tx(async (tx) => {
        const { login, name, locale, phone } = body
        const person = { kind: 'resident', login, name, locale, personal: phone ? { phone } : undefined } as const
        const made = await createPerson(tx, 'self', 'self', person, base.now())
        await setPassword(tx, made, body.password)
        audit({ resource: `person:${made}` })
        return made
      })
      return signIn(services, { request, reply }, { id, kind: 'resident' }, 'password')
    },
  })
}
