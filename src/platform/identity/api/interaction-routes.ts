import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Interaction, errors as oidcErrors, type Provider } from 'oidc-provider'
import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { findClient } from '../oidc/clients.ts'
import type { OidcDoor } from '../oidc/door.ts'
import { interactionPath } from '../oidc/provider.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { closed, oneOf, WordsSchema } from './schemas.ts'

const uidParams = Type.Object({ uid: Type.String({ pattern: '^[A-Za-z0-9_-]{10,60}$' }) })

type Found = { readonly provider: Provider; readonly interaction: Interaction }

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** What the sign-in page asks and answers when an application has sent somebody here. */
export function interactionRoutes(http: Http, { base }: Services, door: OidcDoor): void {
  /** Only the browser that the application sent here may go on: its cookie names the interaction. */
  const find = async (request: FastifyRequest, reply: FastifyReply, uid: string): Promise<Found> => {
    const provider = await door.providerFor(request)
    try {
      const interaction = await provider.interactionDetails(request.raw, reply.raw)
      if (interaction.uid === uid) return { provider, interaction }
    } catch (cause) {
      if (!(cause instanceof oidcErrors.SessionNotFound)) throw cause
    }
    throw identityErrors.make('identity.noInteraction')
  }
  http.route({
    method: 'GET',
    path: `${interactionPath}/:uid`,
    title: { zh: '查看应用的登录请求', en: 'See which application asks to sign in' },
    access: permissions.seeSession,
    params: uidParams,
    response: Type.Object({
      prompt: oneOf('login', 'consent'),
      client: Type.Object({ id: Type.String(), title: WordsSchema }),
      /** What it asks to be allowed, beside knowing who somebody is. */
      scopes: Type.Array(Type.String()),
    }),
    handle: async ({ params, request, reply }) => {
      const { interaction } = await find(request, reply, params.uid)
      const client = await findClient(base.db, String(interaction.params.client_id))
      if (client === undefined) throw identityErrors.make('identity.noInteraction')
      const asked = String(interaction.params.scope ?? '').split(' ')
      return {
        prompt: interaction.prompt.name === 'consent' ? ('consent' as const) : ('login' as const),
        client: { id: client.id, title: client.title },
        scopes: asked.filter((scope) => scope !== '' && scope !== 'openid'),
      }
    },
  })
  http.route({
    method: 'POST',
    path: `${interactionPath}/:uid`,
    title: permissions.allowClient.title,
    access: permissions.allowClient,
    params: uidParams,
    body: closed({ allow: Type.Boolean() }),
    response: Type.Object({
      /** Where the browser goes next. */
      to: Type.String(),
    }),
    handle: async ({ params, body, actor, request, reply, audit }) => {
      const found = await find(request, reply, params.uid)
      const { provider, interaction } = found
      audit({
        resource: `client:${String(interaction.params.client_id)}`,
        facts: { allowed: body.allow, prompt: interaction.prompt.name },
      })
      const result = body.allow
        ? await allowed(found, actor.id)
        : { error: 'access_denied', error_description: 'The person did not allow it' }
      return { to: await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: true }) }
    },
  })
}

async function allowed({ provider, interaction }: Found, person: string) {
  if (interaction.prompt.name === 'login') return { login: { accountId: person } }
  // Consent is given by the person who signed in to this interaction, not by whoever sits there now.
  if (interaction.session?.accountId !== person) throw identityErrors.make('identity.noInteraction')
  const { details } = interaction.prompt
  const known = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId)
  const grant = known ?? new provider.Grant({ accountId: person, clientId: String(interaction.params.client_id) })
  const scopes = listOf(details.missingOIDCScope)
  const claims = listOf(details.missingOIDCClaims)
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(' '))
  if (claims.length > 0) grant.addOIDCClaims(claims)
  return { consent: { grantId: await grant.save() } }
}
