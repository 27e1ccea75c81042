import {
  badData,
  checkValue,
  coreContextUrl,
  isCoreContext,
  isObject,
  type Json,
  type JsonObject,
  type LocalContext,
} from '../../../kernel/twin/index.ts'

/** The definitions of a context that was written out. @throws BadRequestData for a term that nothing defines so */
export function definitions(given: JsonObject): LocalContext {
  for (const [term, definition] of Object.entries(given))
    if (!term.startsWith('@') && typeof definition !== 'string' && definition !== null && !isObject(definition))
      throw badData(`"${term.slice(0, 80)}" is not defined in the @context as a term can be`)
  // Compiling tells which of the definitions it knows.
  return given as LocalContext
}

/** What stands under `@context` in answers: the client's own, then the core one. */
export function withCore(given: Json): Json {
  const list: readonly Json[] = Array.isArray(given) ? given : [given]
  const last = list.at(-1)
  return typeof last === 'string' && isCoreContext(last) ? list : [...list, coreContextUrl]
}

/** What was fetched (clause 5.5.6): something else than a context is the client's fault, not that of the network. */
export function readContext(url: string, text: string): Json {
  let document: Json
  try {
    document = JSON.parse(text)
  } catch (cause) {
    throw badData(`What came from ${url} is not JSON: ${cause instanceof Error ? cause.message : ''}`.slice(0, 300))
  }
  if (!isObject(document) || document['@context'] === undefined) throw badData(`What came from ${url} has no @context`)
  checkValue('@context', document['@context'])
  return document['@context']
}
