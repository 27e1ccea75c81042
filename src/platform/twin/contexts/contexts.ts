import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import {
  badData,
  checkValue,
  compileContexts,
  coreContext,
  coreContextUrl,
  isCoreContext,
  isObject,
  type Json,
  type LocalContext,
  ngsiErrors,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { Base, Outside } from '../../base/index.ts'
import { ContextUses } from './context-uses.ts'
import { knownContext } from './known-contexts.ts'
import { definitions, readContext, withCore } from './read-context.ts'

/** A context of a request, ready for use. */
export type Context = {
  readonly map: TermMap
  /** Its address, for Link headers. */
  readonly url: string
  /** What stands under `@context` in documents. */
  readonly body: Json
}

/** A context that is kept. */
export type KeptContext = {
  readonly id: string
  readonly url: string | null
  readonly kind: 'Cached' | 'Hosted' | 'ImplicitlyCreated'
  readonly body: Json
  readonly created_at: string
  readonly used_at: string | null
  /** How often it was found; not counted of the one that is built in. */
  readonly hits: number | null
}

const mostBytes = 2 * 1024 * 1024
const mostDocuments = 32
const seconds = 10
const mostCompiled = 500
const cachedFor = '24 hours'

const notAvailable = (url: string, why: string, cause?: unknown) =>
  ngsiErrors.make('twin.contextNotAvailable', { detail: `The @context ${url} is not available: ${why}` }, { cause })

/** Finds, keeps and compiles @contexts. */
export class Contexts {
  readonly #base: Pick<Base, 'db' | 'now' | 'config'>
  readonly #outside: Outside
  /** Where contexts hosted here are served, e.g. `https://city.example/ngsi-ld/v1/jsonldContexts/`. */
  readonly #home: () => string
  readonly #documents = new Map<string, Json>()
  readonly #fetching = new Map<string, Promise<Json>>()
  readonly #compiled = new Map<string, Context>()
  readonly #uses = new ContextUses()
  readonly core: Context
  readonly #builtIn: KeptContext

  constructor(base: Pick<Base, 'db' | 'now' | 'config'>, outside: Outside, home: () => string) {
    this.#base = base
    this.#outside = outside
    this.#home = home
    this.core = { map: compileContexts([coreContext]), url: coreContextUrl, body: coreContextUrl }
    const since = { created_at: new Date(base.now()).toISOString(), used_at: null, hits: null }
    this.#builtIn = { id: 'core', url: coreContextUrl, kind: 'Cached', body: coreContextUrl, ...since }
  }

  /**
   * The context that a request names: an address, an object, or a list of both; the core context always comes last.
   * @throws BadRequestData for one that is none, LdContextNotAvailable for one that cannot be fetched
   */
  async resolve(given: Json | undefined): Promise<Context> {
    if (given === undefined || given === null || (typeof given === 'string' && isCoreContext(given))) return this.core
    checkValue('@context', given)
    const key = typeof given === 'string' ? given : JSON.stringify(given)
    const known = this.#compiled.get(key)
    if (known) {
      this.#count(given)
      return known
    }
    const locals: LocalContext[] = []
    const count = { documents: 0, hasCore: false }
    await this.#collect(given, locals, [], count)
    const map = compileContexts([...locals, coreContext])
    // One that brings the core context itself is told as it came.
    const made = { map, url: await this.#addressOf(given), body: count.hasCore ? given : withCore(given) }
    if (this.#compiled.size >= mostCompiled) this.#compiled.clear()
    this.#compiled.set(key, made)
    this.#count(given)
    return made
  }

  /** What a request names was found for it. */
  #count(given: Json): void {
    const all: readonly Json[] = Array.isArray(given) ? given : [given]
    for (const one of all) if (typeof one === 'string') this.#uses.add(one, this.#base.now())
  }

  /** A context was found for one who asks about it; what is hosted here is the city's own, and its uses alone count. */
  told(kept: Pick<KeptContext, 'id' | 'url' | 'kind'>): void {
    if (kept.kind !== 'Hosted') this.#uses.add(this.addressOfKept(kept), this.#base.now())
  }

  async #collect(
    given: Json,
    into: LocalContext[],
    open: readonly string[],
    count: { documents: number; hasCore?: boolean },
  ): Promise<void> {
    if (Array.isArray(given)) {
      for (const one of given as readonly Json[]) await this.#collect(one, into, open, count) // an array by the line above
      return
    }
    if (isObject(given)) {
      const inner = given['@context']
      if (inner !== undefined && Object.keys(given).length === 1) return this.#collect(inner, into, open, count)
      into.push(definitions(given))
      return
    }
    if (given === null) return
    if (typeof given !== 'string' || !URL.canParse(given))
      throw badData(`"${String(given).slice(0, 80)}" is not the address of a @context`)
    if (isCoreContext(given)) {
      count.hasCore = true
      return
    }
    if (open.includes(given)) throw badData(`The @context refers to itself: ${[...open, given].join(' → ')}`)
    if (++count.documents > mostDocuments) throw badData(`The @context refers to more than ${mostDocuments} others`)
    await this.#collect(await this.#document(given), into, [...open, given], count)
  }

  /** The content of a context by its address: built in, hosted here, kept, or fetched. */
  async #document(url: string): Promise<Json> {
    const built = knownContext(url)
    if (built) return built as Json // definitions are JSON
    const before = this.#documents.get(url)
    if (before !== undefined) return before
    const placed = await this.#placed(url)
    if (placed !== undefined) return this.#remember(url, placed)
    const home = this.#home()
    if (url.startsWith(home)) {
      const hosted = await this.find(decodeURIComponent(url.slice(home.length)))
      if (!hosted) throw notAvailable(url, 'it is not hosted here')
      return this.#remember(url, hosted.body)
    }
    const { rows } = await sql<KeptContext>`select * from twin.context
      where url = ${url} and (expires_at is null or expires_at > now())`.execute(this.#base.db)
    return this.#remember(url, rows[0] ? rows[0].body : await this.#fetchOnce(url))
  }

  /** One that the operator put into the folder of contexts (`SHUDU_CONTEXTS`) under its address. */
  async #placed(url: string): Promise<Json | undefined> {
    const { contexts } = this.#base.config
    if (contexts === undefined) return undefined
    try {
      return readContext(url, await readFile(join(contexts, encodeURIComponent(url)), 'utf8'))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENAMETOOLONG'))
        return undefined
      throw cause
    }
  }

  #remember(url: string, body: Json): Json {
    if (this.#documents.size >= mostCompiled) this.#documents.clear()
    this.#documents.set(url, body)
    return body
  }

  // Two requests with the same new context fetch it once; a failure is nobody's answer but theirs.
  #fetchOnce(url: string): Promise<Json> {
    const running = this.#fetching.get(url)
    if (running) return running
    const fetching = this.#fetch(url).finally(() => this.#fetching.delete(url))
    this.#fetching.set(url, fetching)
    return fetching
  }

  async #download(url: string): Promise<Json> {
    let at = url
    for (let hop = 0; hop < 4; hop++) {
      const answer = await this.#outside
        .call(
          { method: 'GET', url: at, headers: { accept: 'application/ld+json, application/json;q=0.9' }, mostBytes },
          seconds,
        )
        .catch((cause: unknown) => {
          throw notAvailable(url, cause instanceof CityError ? cause.says.en : 'it could not be fetched', cause)
        })
      const { location } = answer.headers
      if (answer.status >= 300 && answer.status < 400 && location !== undefined && URL.canParse(location, at)) {
        at = new URL(location, at).href
        continue
      }
      if (answer.status !== 200) throw notAvailable(url, `the answer was ${answer.status}`)
      return readContext(url, answer.body)
    }
    throw notAvailable(url, 'it is redirected too often')
  }

  async #fetch(url: string): Promise<Json> {
    const body = await this.#download(url)
    await this.#keep(url, body)
    return body
  }

  async #keep(url: string, body: Json): Promise<void> {
    await sql`insert into twin.context (id, url, kind, body, created_at, expires_at)
      values (${uuidv7()}, ${url}, 'Cached', ${JSON.stringify(body)}::jsonb, now(), now() + ${cachedFor}::interval)
      on conflict (url) do update set body = excluded.body, created_at = excluded.created_at, expires_at = excluded.expires_at`.execute(
      this.#base.db,
    )
  }

  /** An address for what a client wrote inline: kept under the hash of its content. */
  async #addressOf(given: Json): Promise<string> {
    if (typeof given === 'string') return given
    const list: readonly Json[] = Array.isArray(given) ? given : [given]
    const others = list.filter((one) => typeof one !== 'string' || !isCoreContext(one))
    const [only] = others
    if (others.length === 0) return coreContextUrl
    if (others.length === 1 && typeof only === 'string') return only
    const id = createHash('sha256').update(JSON.stringify(given)).digest('hex').slice(0, 32)
    await sql`insert into twin.context (id, kind, body, created_at) values (${id}, 'ImplicitlyCreated',
      ${JSON.stringify(given)}::jsonb, now()) on conflict (id) do nothing`.execute(this.#base.db)
    return this.#home() + id
  }

  /** Forgets what is remembered: something was hosted, deleted or loaded anew. */
  forget(): void {
    this.#documents.clear()
    this.#compiled.clear()
  }

  /** Was this context written out by a client, so that it is known by an address of this city alone? */
  isImplicit = ({ url }: Pick<Context, 'url'>): boolean => url.startsWith(this.#home())

  /** Address of a hosted or cached context. */
  addressOfKept = (kept: Pick<KeptContext, 'id' | 'url'>): string => kept.url ?? this.#home() + kept.id

  /** Hosts a context. @throws BadRequestData for one that cannot be compiled, LdContextNotAvailable for one it refers to */
  async host(body: Json): Promise<string> {
    if (body === null) throw badData('The @context is null')
    checkValue('@context', body)
    const locals: LocalContext[] = []
    await this.#collect(body, locals, [], { documents: 0 })
    compileContexts([...locals, coreContext])
    const id = uuidv7()
    await sql`insert into twin.context (id, kind, body, created_at) values (${id}, 'Hosted', ${JSON.stringify(body)}::jsonb, now())`.execute(
      this.#base.db,
    )
    return id
  }

  /** A kept context by its id, or by the address a cached one came from. */
  async find(id: string): Promise<KeptContext | undefined> {
    if (isCoreContext(id)) return this.#builtIn
    await this.#uses.write(this.#base.db, this.#home())
    const { rows } = await sql<KeptContext>`select id, url, kind, body, created_at, used_at, hits from twin.context
      where id = ${id} or url = ${id} or id = ${id.startsWith(this.#home()) ? id.slice(this.#home().length) : id}`.execute(
      this.#base.db,
    )
    return rows[0]
  }

  /** All that are kept, oldest first. */
  async list(kind: string | undefined): Promise<readonly KeptContext[]> {
    await this.#uses.write(this.#base.db, this.#home())
    const { rows } = await sql<KeptContext>`select id, url, kind, body, created_at, used_at, hits from twin.context
      where ${kind ?? null}::text is null or kind = ${kind ?? null} order by created_at, id limit 10000`.execute(
      this.#base.db,
    )
    return rows
  }

  /** Deletes a kept context. */
  async delete(id: string): Promise<void> {
    await sql`delete from twin.context where id = ${id}`.execute(this.#base.db)
    this.forget()
  }

  /** Fetches a cached context anew; the old one stays when that fails. @throws LdContextNotAvailable */
  async reload(url: string): Promise<void> {
    const body = await this.#download(url)
    await this.#keep(url, body)
    this.forget()
  }
}
