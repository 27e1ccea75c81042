import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CityError, ErrorKind } from '../../../kernel/errors/index.ts'
import { type Language, say } from '../../../kernel/words.ts'
import { problemPage } from './problem-page.ts'

const statusOf: Readonly<Record<ErrorKind, number>> = {
  input: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  limit: 429,
  'too-large': 413,
  unavailable: 503,
}

// Codes whose status is more exact than their kind's.
const exact: Readonly<Record<string, number>> = {
  'base.malformed': 400,
  'base.unsupportedType': 415,
  'base.notAcceptable': 406,
  'base.diskFull': 507,
  'base.failed': 500,
}

/** The HTTP status of an error. */
export const problemStatus = (error: CityError): number => exact[error.code] ?? statusOf[error.kind]

/** RFC 9457 problem details: `code` for programs, `title`, `detail` and `todo` for people, `errors` a field or row. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly todo: string
  readonly errors?: readonly { row?: number; field?: string; found?: string; detail: string }[]
  readonly facts?: Readonly<Record<string, unknown>>
  readonly request: string
}

const titles: Readonly<Record<ErrorKind, Readonly<Record<Language, string>>>> = {
  input: { zh: '内容有误', en: 'Not right yet' },
  unauthenticated: { zh: '需要登录', en: 'Sign in' },
  forbidden: { zh: '没有权限', en: 'Not allowed' },
  missing: { zh: '没有找到', en: 'Not found' },
  conflict: { zh: '情况已变化', en: 'Changed meanwhile' },
  limit: { zh: '过于频繁', en: 'Too often' },
  'too-large': { zh: '太大', en: 'Too large' },
  unavailable: { zh: '暂时不可用', en: 'Not available' },
}

/** The problem document of an error in one language. */
export function problemOf(error: CityError, language: Language, request: string): Problem {
  const errors = error.faults.map(({ row, field, found, says }) => ({ row, field, found, detail: say(says, language) }))
  return {
    type: `/docs/errors#${error.code}`,
    title: titles[error.kind][language],
    status: problemStatus(error),
    detail: say(error.says, language),
    code: error.code,
    todo: say(error.todo, language),
    ...(errors.length > 0 && { errors }),
    ...(Object.keys(error.facts).length > 0 && { facts: error.facts }),
    request,
  }
}

/** Chinese unless the caller prefers English (`Accept-Language`, RFC 9110 12.5.4, first match wins). */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } | undefined
  for (const part of (header ?? '').split(',')) {
    const [tag = '', ...options] = part.trim().toLowerCase().split(';')
    const language = tag.startsWith('en') ? 'en' : tag.startsWith('zh') || tag === '*' ? 'zh' : undefined
    const q = options.map((option) => /^\s*q=([\d.]+)/.exec(option)?.[1]).find((text) => text !== undefined)
    const weight = q === undefined ? 1 : Number(q)
    if (language && weight > 0 && (best === undefined || weight > best.weight)) best = { language, weight }
  }
  return best?.language ?? 'zh'
}

/** Did somebody open the address in a browser? Programs, the application's own among them, do not begin with HTML. */
const isReader = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && /^text\/html,/.test(headers.accept ?? '')

/** Sends an error as `application/problem+json`; to somebody who opened the address in a browser as a page. */
export function sendProblem(reply: FastifyReply, error: CityError, language: Language): FastifyReply {
  const problem = problemOf(error, language, reply.request.id)
  if (error.kind === 'unavailable') reply.header('retry-after', String(error.facts.retryAfter ?? 5))
  if (error.kind === 'limit') reply.header('retry-after', String(error.facts.seconds ?? 1))
  if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  const asPage = isReader(reply.request)
  return reply
    .code(problem.status)
    .header('content-type', asPage ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8')
    .header('vary', 'Accept, Accept-Language')
    .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
    .header('cache-control', 'no-store')
    .send(asPage ? problemPage(problem, language) : JSON.stringify(problem))
}
