import type { TObject, TSchema } from 'typebox'
import type { ErrorTable } from '../../../kernel/errors/index.ts'
import type { AnyRoute } from './pipeline.ts'
import { isRawResponse } from './pipeline.ts'

/** A JSON document. */
type Json = Record<string, unknown>

/** `/api/cases/:id` as OpenAPI writes it: `/api/cases/{id}`. */
const openPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}')

/** TypeBox schemas are JSON Schema already; what is not JSON (symbols, hidden kinds) falls away. */
const plain = (schema: TSchema): Json => JSON.parse(JSON.stringify(schema)) as Json

const problem = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'detail', 'code', 'todo', 'request'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened, in the language asked for' },
    code: { type: 'string', description: 'For programs; see /docs/errors' },
    todo: { type: 'string', description: 'What to do now' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          row: { type: 'integer' },
          field: { type: 'string' },
          found: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
    facts: { type: 'object', additionalProperties: true },
    request: { type: 'string', description: 'Number of the request, for the operator' },
  },
}

const parameters = (where: 'path' | 'query', schema: TObject | undefined): readonly Json[] => {
  const required: readonly string[] = schema?.required ?? []
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: plain(property),
  }))
}

function successOf(route: AnyRoute): Json {
  const status = String(route.status ?? (route.response === undefined ? 204 : 200))
  if (route.response === undefined) return { [status]: { description: route.title.en } }
  const content = isRawResponse(route.response)
    ? Object.fromEntries(route.response.raw.map((type) => [type, {}]))
    : { 'application/json': { schema: plain(route.response) } }
  return { [status]: { description: route.title.en, content } }
}

function bodyOf(route: AnyRoute): Json | undefined {
  if (route.uploads !== undefined) return { content: { 'multipart/form-data': { schema: { type: 'object' } } } }
  return route.body && { required: true, content: { 'application/json': { schema: plain(route.body) } } }
}

function operation(route: AnyRoute): Json {
  const { access } = route
  const open = access.grants.some((grant) => grant.who === 'anyone')
  const body = bodyOf(route)
  return {
    operationId: operationId(route),
    summary: route.title.en,
    description: route.title.zh,
    tags: [route.tag ?? access.action.split('.')[0]],
    security: open ? [{}, { token: [access.scope] }] : [{ token: [access.scope] }, { session: [] }],
    'x-permission': access.action,
    'x-grade': access.grade,
    ...(route.purpose !== undefined && { 'x-purpose': route.purpose }),
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(body && { requestBody: body }),
    responses: { ...successOf(route), default: { $ref: '#/components/responses/problem' } },
  }
}

/** `GET /api/cases/:id` → `getApiCasesById`. */
function operationId({ method, path }: AnyRoute): string {
  const words = path
    .split('/')
    .filter(Boolean)
    .map((part) => (part.startsWith(':') ? `by-${part.slice(1)}` : part))
  const camel = words.map((word) => word.replace(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase()))
  return method.toLowerCase() + camel.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** The description of the API (OpenAPI 3.1.1) as derived from its routes. */
export function openApi(routes: readonly AnyRoute[], version: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = openPath(route.path)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Shudu',
      version,
      description: 'The API of the city. Instants are ISO 8601 in UTC, places WGS 84, money in fen.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'shudu', description: 'A browser that is signed in' },
      },
      schemas: { problem },
      responses: {
        problem: {
          description: 'What went wrong and what to do',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } } },
        },
      },
    },
  }
}

/** All errors of the city, by code, for the page of errors. */
export const allErrors = (tables: readonly ErrorTable<string>[]) =>
  tables.flatMap((table) => Object.entries(table.entries).map(([code, entry]) => ({ code, ...entry })))
