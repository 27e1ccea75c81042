import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Language, say, type Words } from '../../../kernel/words.ts'
import type { Base } from '../../base/index.ts'
import { type Document, list } from './document.ts'

/** Where people ask for help and for a key. */
const contact: Words = {
  zh: '请联系本市平台的运营单位：{url}',
  en: 'Contact those who run this city’s platform: {url}',
}

const keyService: Words = {
  zh: '由平台管理员为外部程序签发带“open311”权限范围的令牌，该令牌即 api_key：{url}/admin',
  en: 'An administrator issues a token with the scope "open311" to an outside program; the token is the api_key: {url}/admin',
}

/** The address under which this city is reached. */
export const cityUrl = ({ config }: Base, request: FastifyRequest): string =>
  config.publicUrl ?? `${request.protocol}://${request.host}`

/** `2026-03-02 01:00`, sortable, UTC. */
const changesetOf = (iso: string): string => iso.slice(0, 16).replace('T', ' ')

/**
 * `GET discovery`: Open311 "Service Discovery". The changeset moves whenever a pack's content does, so that clients know when
 * to read the services anew; in a demonstration city the endpoint says that it is a test.
 */
export async function discovery(base: Base, request: FastifyRequest, language: Language): Promise<Document> {
  const { rows } = await sql<{ since: string | null }>`select max(since) as since from cases.current_pack`.execute(
    base.db,
  )
  const changeset = changesetOf(rows[0]?.since ?? new Date(0).toISOString())
  const url = cityUrl(base, request)
  const text = (words: Words) => say(words, language).replace('{url}', url)
  return {
    root: 'discovery',
    node: {
      changeset,
      contact: text(contact),
      key_service: text(keyService),
      endpoints: list('endpoint', [
        {
          specification: 'http://wiki.open311.org/GeoReport_v2',
          url: `${url}/open311/v2`,
          changeset,
          type: base.config.demo ? 'test' : 'production',
          formats: list('format', ['text/xml', 'application/json']),
        },
      ]),
    },
  }
}
