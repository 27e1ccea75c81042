import type { Http } from '../../base/index.ts'
import { setStatus, signOutEverywhere } from '../people/change-person.ts'
import { readPerson } from '../people/read-people.ts'
import { standingOf } from '../people/standing.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { administering, newPasswordLink, PasswordLink } from './password-link.ts'
import { closed, idParams, oneOf, PersonView } from './schemas.ts'

/** Whether somebody may act, where one is signed in, and how one gets in again. */
export function personStatusRoutes(http: Http, { base, offices, actors }: Services): void {
  const resource = ({ params }: { readonly params: { readonly id: string } }) =>
    standingOf(base.db, offices.tree, params.id)
  http.route({
    method: 'POST',
    path: '/api/admin/people/:id/status',
    title: { zh: '启用或停用人员', en: 'Let a person act, or no longer' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    body: closed({ status: oneOf('active', 'inactive') }),
    response: PersonView,
    resource,
    handle: async ({ params, body, audit }) => {
      audit({ resource: `person:${params.id}`, facts: { status: body.status } })
      await base.db.tx((tx) => setStatus(tx, params.id, body.status))
      actors.forgetPerson(params.id)
      return readPerson(base.db, params.id)
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/people/:id/sign-out',
    title: { zh: '强制退出所有设备', en: 'Sign a person out everywhere' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    resource,
    handle: async ({ params, audit }) => {
      audit({ resource: `person:${params.id}` })
      await base.db.tx((tx) => signOutEverywhere(tx, params.id))
      actors.forgetPerson(params.id)
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/people/:id/password-link',
    title: { zh: '生成重置密码链接', en: 'Make a one-time link to set a password' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    response: PasswordLink,
    status: 201,
    resource,
    handle: ({ params, audit }) =>
      base.db.tx((tx) => {
        audit({ resource: `person:${params.id}` })
        return newPasswordLink(base, tx, params.id)
      }),
  })
}
