import type { CityError, ErrorKind } from '../../../kernel/errors/index.ts'
import { type Language, say } from '../../../kernel/words.ts'
import { type Failed, languageOf } from '../../base/index.ts'
import { contentTypes, type Format, list, write } from './document.ts'

/**
 * GeoReport v2, "Errors": 404 for what does not exist, 403 for a key that is missing or wrong, and 400 for every other
 * request that cannot be fulfilled. Three keep their meaning of HTTP because programs act on it: too large, too often (with
 * Retry-After) and not available.
 */
const statusOf: Readonly<Record<ErrorKind, number>> = {
  input: 400,
  conflict: 400,
  unauthenticated: 403,
  forbidden: 403,
  missing: 404,
  'too-large': 413,
  limit: 429,
  unavailable: 503,
}

const keyMissing = {
  zh: '缺少 api_key，或 api_key 无效',
  en: 'The api_key is missing or not valid',
} as const

/** The format that a path asks for by its ending; XML, which every server must speak, where it asks for none. */
export const formatOf = (path: string): Format => (/\.json\/?$/.test(path.split('?')[0] ?? '') ? 'json' : 'xml')

/** What is wrong, in words: one line a fault, else the error and what to do. */
function linesOf(error: CityError, language: Language): readonly string[] {
  if (error.kind === 'unauthenticated') return [say(keyMissing, language)]
  const todo = say(error.todo, language)
  if (error.faults.length === 0) return [`${say(error.says, language)}${language === 'zh' ? '。' : '. '}${todo}`]
  return error.faults.map(({ field, found, says }) => {
    const where = field === undefined ? '' : `${field}: `
    return `${where}${say(says, language)}${found === undefined ? '' : ` (${found})`}`
  })
}

/** Answers an error as GeoReport v2 writes it: `errors` of `error` with `code` and `description`. */
export const answerError: Failed = (error, request, reply) => {
  const status = error.code === 'base.failed' ? 500 : statusOf[error.kind]
  const format = formatOf(request.url)
  const errors = linesOf(error, languageOf(request.headers['accept-language'])).map((description) => ({
    code: status,
    description,
  }))
  if (error.kind === 'limit') reply.header('retry-after', String(error.facts.seconds ?? 1))
  if (error.kind === 'unavailable') reply.header('retry-after', String(error.facts.retryAfter ?? 5))
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', contentTypes[format])
    .send(write({ root: 'errors', node: list('error', errors) }, format))
}
