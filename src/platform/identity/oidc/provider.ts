import { createHash, timingSafeEqual } from 'node:crypto'
import { type Configuration, interactionPolicy, type JWK, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Base } from '../../base/index.ts'
import { findAccount } from './account.ts'
import { PostgresAdapter } from './adapter.ts'
import { findClient, hashClientSecret, openidScopes } from './clients.ts'
import { faultPage, signedOutPage, signOutPage } from './pages.ts'

/** What a provider stands on. */
export type ProviderParts = {
  readonly base: Base
  /** `https://city.example/oidc` */
  readonly issuer: string
  readonly keys: readonly JWK[]
  /** Scopes of the city. */
  readonly scopes: readonly string[]
  /** The person whom this browser is signed in as, by the city's own cookie. */
  readonly signedIn: (ctx: KoaContextWithOIDC) => Promise<string | undefined>
  /** Ends the city's own session of this browser. */
  readonly signOut: (ctx: KoaContextWithOIDC) => Promise<void>
}

const hour = 3_600
const day = 24 * hour

/** Where a browser is sent to sign in and to consent: a page of ours that asks `/api/interactions/:uid`. */
export const interactionPage = (uid: string): string => `/sign-in?uid=${encodeURIComponent(uid)}`

/** Path to which the browser shows the cookie that binds an interaction to it. */
export const interactionPath = '/api/interactions'

/** The OpenID Connect provider of the city (Core 1.0; RFC 6749, 7636, 7009, 9207): code with PKCE, refresh, sign-out. */
export function makeProvider(parts: ProviderParts): Provider {
  const { base, issuer } = parts
  const provider = new Provider(issuer, configuration(parts))
  provider.proxy = true // The forwarded headers are set by `oidcRoutes`, never by a caller.
  compareByHash(provider)
  leaveTogether(provider, parts)
  provider.on('server_error', (_ctx, cause) => base.log.error('OpenID Connect failed', { cause }))
  return provider
}

/**
 * Signing out by way of an application (OpenID Connect RP-Initiated Logout) ends the session of the city in this
 * browser too. The library also ends its own session when another person signs in; the browser then goes on to `/auth/`.
 */
function leaveTogether(provider: Provider, { issuer, signOut }: ProviderParts): void {
  provider.use(async (plain, next) => {
    await next()
    // The library puts `oidc` on every context before its own routes run.
    const ctx = plain as KoaContextWithOIDC
    // `destroyed` is set by the library's own `destroy`, only missing from its published types.
    const session = ctx.oidc?.session as { readonly destroyed?: boolean } | undefined
    const hasLeft = ctx.oidc?.route === 'end_session_confirm' && session?.destroyed === true
    if (hasLeft && !ctx.response.get('location').startsWith(`${issuer}/auth/`)) await signOut(ctx)
  })
}

/** Secrets are kept as hashes; the library would compare plain texts. */
function compareByHash(provider: Provider): void {
  // The method is the library's own, only missing from its published types.
  const client = provider.Client.prototype as unknown as {
    compareClientSecret(actual: string): boolean
    clientSecret?: string
  }
  client.compareClientSecret = function compareClientSecret(actual) {
    const digest = (text: string) => createHash('sha256').update(text).digest()
    return timingSafeEqual(digest(hashClientSecret(actual)), digest(this.clientSecret ?? ''))
  }
}

function configuration(parts: ProviderParts): Configuration {
  const { base } = parts
  return {
    adapter: (model) => new PostgresAdapter(base, model),
    jwks: { keys: [...parts.keys] },
    cookies: {
      keys: [base.secret('oidc-cookies').toString('hex')],
      names: { session: 'shudu_op', interaction: 'shudu_op_interaction', resume: 'shudu_op_resume' },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true, path: interactionPath },
    },
    scopes: [...openidScopes, ...parts.scopes].filter(
      (scope) => !['profile', 'phone', 'email', 'posts'].includes(scope),
    ),
    claims: {
      openid: ['sub'],
      profile: ['name', 'locale', 'preferred_username'],
      phone: ['phone_number'],
      email: ['email'],
      posts: ['posts'],
    },
    findAccount: (_ctx, id) => findAccount(base, id),
    interactions: { policy: policy(parts), url: (_ctx, { uid }) => interactionPage(uid) },
    loadExistingGrant: (ctx) => loadGrant(base, ctx),
    pkce: { required: () => true },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      IdToken: hour,
      Interaction: hour,
      RefreshToken: 14 * day,
      Grant: 14 * day,
      Session: day,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form)
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage()
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = 'html'
      ctx.body = faultPage(out.error, out.error_description ?? '')
    },
  }
}

/**
 * Beside the library's own checks: whoever is sent back to an application must be signed in to the city in this
 * browser now, as the same person. Signing out of the city ends single sign-on with it.
 */
function policy({ signedIn }: ProviderParts): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base()
  const { Check } = interactionPolicy
  prompts.get('login')?.checks.add(
    new Check('not_signed_in', 'the person is not signed in to the city', 'login_required', async (ctx) => {
      const person = await signedIn(ctx)
      return person !== undefined && person === ctx.oidc.session?.accountId
        ? Check.NO_NEED_TO_PROMPT
        : Check.REQUEST_PROMPT
    }),
  )
  return prompts
}

/** What the person has allowed this application before; the city's own applications are allowed what they ask for. */
async function loadGrant(base: Base, ctx: KoaContextWithOIDC) {
  const { client, session, provider, result } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  const isTrusted = (await findClient(base.db, client.clientId))?.isTrusted ?? false
  if (!isTrusted) return known
  const grant = known ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '))
  await grant.save()
  return grant
}
