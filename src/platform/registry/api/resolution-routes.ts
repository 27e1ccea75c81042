import { Type } from 'typebox'
import { type Base, baseErrors, type Ctx, type Http, type Raw, raw } from '../../base/index.ts'
import type { Identifiers, Resolution } from '../identifiers/identifiers.ts'
import {
  asFeature,
  asJson,
  asLinkedData,
  asPage,
  chooseForm,
  type Form,
  forms,
  formsOf,
} from '../identifiers/represent.ts'
import { permissions } from '../permissions.ts'

const query = Type.Object({
  /** A form by its media type, instead of `Accept`. */
  as: Type.Optional(Type.Union(forms.map((form) => Type.Literal(form)))),
})

/** `GET /id/{scheme}/{code}`: any code to its thing, in the form that the asker likes best. */
export function resolutionRoutes(http: Http, base: Base, identifiers: Identifiers): void {
  const shared = {
    method: 'GET',
    title: { zh: '解析标识', en: 'Resolve a code' },
    access: permissions.see,
    query,
    response: raw(...forms),
  } as const
  const answer = async (
    ctx: Pick<Ctx, 'actor' | 'request' | 'reply' | 'language'>,
    scheme: string,
    code: string,
    as?: Form,
  ) => {
    const { actor, request, reply, language } = ctx
    const resolution = await identifiers.resolve(scheme, code, actor)
    const site = base.config.publicUrl ?? `${request.protocol}://${request.host}`
    const there = formsOf(resolution)
    const form = as === undefined ? chooseForm(request.headers.accept, there) : there.find((each) => each === as)
    reply.header('vary', 'Accept, Accept-Language')
    if (form === undefined) throw baseErrors.make('base.notAcceptable', { types: there.join(', ') })
    reply.header(
      'link',
      there
        .map(
          (each) => `<${site}/id/${scheme}/${encodeURI(resolution.code)}?as=${each}>; rel="alternate"; type="${each}"`,
        )
        .join(', '),
    )
    // Somebody with a browser is taken to the screen of the thing; `?as=text/html` gives the plain page all the same.
    if (form === 'text/html' && as === undefined && resolution.thing?.screen) {
      reply.code(303).header('location', resolution.thing.screen).send('')
      return { type: 'text/plain', body: '' }
    }
    return inForm(resolution, form, site, language)
  }
  http.route({
    ...shared,
    path: '/id/:scheme/:code',
    params: Type.Object({ scheme: Type.String({ maxLength: 40 }), code: Type.String({ maxLength: 400 }) }),
    handle: (ctx) => answer(ctx, ctx.params.scheme, ctx.params.code, ctx.query.as),
  })
  // Codes with a slash of their own: Handles, industrial identifiers.
  http.route({
    ...shared,
    path: '/id/:scheme/:prefix/*',
    params: Type.Object({
      scheme: Type.String({ maxLength: 40 }),
      prefix: Type.String({ maxLength: 400 }),
    }),
    handle: (ctx) => {
      // The router's own name of what stands for `*`; it is text, and the scheme checks it.
      const { '*': rest } = ctx.request.params as { readonly '*': string }
      return answer(ctx, ctx.params.scheme, `${ctx.params.prefix}/${rest}`, ctx.query.as)
    },
  })
}

function inForm(resolution: Resolution, form: Form, site: string, language: 'zh' | 'en'): Raw {
  switch (form) {
    case 'application/json':
      return { type: 'application/json; charset=utf-8', body: JSON.stringify(asJson(resolution, site)) }
    case 'application/ld+json':
      return { type: form, body: JSON.stringify(asLinkedData(resolution, site)) }
    case 'application/geo+json':
      return { type: form, body: JSON.stringify(asFeature(resolution, site)) }
    case 'text/html':
      return { type: 'text/html; charset=utf-8', body: asPage(resolution, site, language) }
  }
}
