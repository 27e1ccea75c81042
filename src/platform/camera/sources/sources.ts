import type { JsonWebKey } from 'node:crypto'
import { sql } from 'kysely'
import type { CityError } from '../../../kernel/errors/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { brokenConstraint, type Db, type Query } from '../../base/index.ts'
import { cameraErrors } from '../errors.ts'
import { type Algorithm, type PublicKey, readPublicKey } from './jws.ts'

/** An analytics system (视频分析来源) and its keys. Instants ISO. */
export type Source = {
  readonly id: string
  readonly name: string
  readonly office: string
  readonly path: string
  readonly note: string
  readonly isDemo: boolean
  readonly madeAt: string
  readonly closedAt: string | null
  readonly closeReason: string | null
  readonly keys: readonly SourceKey[]
}

/** One public key of a source. */
export type SourceKey = {
  readonly kid: string
  readonly alg: Algorithm
  readonly madeAt: string
  readonly usedAt: string | null
  readonly revokedAt: string | null
  readonly revokeReason: string | null
}

/** What is registered. */
export type NewSource = {
  readonly id: string
  readonly name: string
  readonly office: string
  readonly path: string
  readonly note: string
  /** PEM. */
  readonly publicKey: string
  readonly isDemo: boolean
}

const iso = (now: number) => new Date(now).toISOString()

/** Keys at once in use by one source: the old one while the new one is brought out, and one to spare. */
const mostKeys = 3

const addKey = (on: Query, source: string, { kid, alg, jwk }: PublicKey, by: string, now: number) =>
  sql`insert into camera.source_key (kid, source, alg, jwk, made_at, made_by)
    values (${kid}, ${source}, ${alg}, ${JSON.stringify(jwk)}::jsonb, ${iso(now)}, ${by})`.execute(on)

/** Says which of the two was known before. */
async function knownBefore<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const broken = brokenConstraint(cause)
    if (broken === 'source_key_pkey') throw cameraErrors.make('camera.knownKey', {}, { cause })
    if (broken === 'source_pkey') throw cameraErrors.make('camera.knownSource', { id }, { cause })
    throw cause
  }
}

/** Registers a source with its first key. @throws camera.badKey, camera.knownKey, camera.knownSource */
export async function registerSource(db: Db, wanted: NewSource, by: string, now: number): Promise<string> {
  const key = readPublicKey(wanted.publicKey)
  const { id, name, office, path, note, isDemo } = wanted
  await knownBefore(id, () =>
    db.tx(async (tx) => {
      await sql`insert into camera.source (id, name, office, path, note, is_demo, made_at, made_by)
        values (${id}, ${name}, ${office}, ${path}, ${note}, ${isDemo}, ${iso(now)}, ${by})`.execute(tx)
      await addKey(tx, id, key, by, now)
    }),
  )
  return key.kid
}

/** A further key, so that the source can change over. @throws camera.badKey, camera.knownKey, camera.missing */
export async function rotateKey(db: Db, source: string, pem: string, by: string, now: number): Promise<string> {
  const key = readPublicKey(pem)
  await knownBefore(source, () =>
    db.tx(async (tx) => {
      const open = await sql`select from camera.source where id = ${source} and closed_at is null for update`.execute(
        tx,
      )
      if (open.rows.length === 0) throw cameraErrors.make('camera.missing')
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from camera.source_key
        where source = ${source} and revoked_at is null`.execute(tx)
      if ((rows[0]?.n ?? 0) >= mostKeys)
        throw cameraErrors.make('camera.badKey', {
          reason: `同时有效的密钥不超过 ${mostKeys} 把，请先吊销旧的`,
          reasonEn: `${mostKeys} keys are in use already: revoke an old one first`,
        })
      await addKey(tx, source, key, by, now)
    }),
  )
  return key.kid
}

/** From now on nothing that this key signed is taken. @throws camera.missing when there is none in use */
export async function revokeKey(
  db: Db,
  { source, kid, reason }: { readonly source: string; readonly kid: string; readonly reason: string },
  by: string,
  now: number,
): Promise<void> {
  const { rows } = await db.tx((tx) =>
    sql`update camera.source_key set revoked_at = ${iso(now)}, revoked_by = ${by}, revoke_reason = ${reason}
      where kid = ${kid} and source = ${source} and revoked_at is null returning kid`.execute(tx),
  )
  if (rows.length === 0) throw cameraErrors.make('camera.missing')
}

/** Takes nothing more from a source. @throws camera.missing */
export async function closeSource(db: Db, source: string, reason: string, by: string, now: number): Promise<void> {
  const { rows } = await db.tx((tx) =>
    sql`update camera.source set closed_at = ${iso(now)}, closed_by = ${by}, close_reason = ${reason}
      where id = ${source} and closed_at is null returning id`.execute(tx),
  )
  if (rows.length === 0) throw cameraErrors.make('camera.missing')
}

const selected = sql`select s.id, s.name, s.office, s.path, s.note, s.is_demo as "isDemo", s.made_at as "madeAt",
  s.closed_at as "closedAt", s.close_reason as "closeReason",
  (select coalesce(jsonb_agg(jsonb_build_object('kid', k.kid, 'alg', k.alg, 'madeAt', k.made_at, 'usedAt', k.used_at,
    'revokedAt', k.revoked_at, 'revokeReason', k.revoke_reason) order by k.made_at), '[]')
    from camera.source_key k where k.source = s.id) as keys from camera.source s`

/** All sources, open ones first. */
export async function listSources(on: Query): Promise<readonly Source[]> {
  const { rows } = await sql<Source>`${selected} order by s.closed_at is not null, s.id limit 500`.execute(on)
  return rows
}

/** One source. @throws camera.missing */
export async function getSource(on: Query, id: string): Promise<Source> {
  const { rows } = await sql<Source>`${selected} where s.id = ${id}`.execute(on)
  if (!rows[0]) throw cameraErrors.make('camera.missing')
  return rows[0]
}

/** A key that a source may sign with at this moment. */
export type KeyInUse = PublicKey & { readonly source: string; readonly isDemo: boolean }

/** The key of that thumbprint, unless it or its source is out of use: asked of the database each time, so that revoking holds at once. */
export async function findKey(on: Query, kid: string): Promise<KeyInUse | undefined> {
  const { rows } = await sql<{ alg: Algorithm; jwk: JsonWebKey; source: string; isDemo: boolean }>`
    select k.alg, k.jwk, k.source, s.is_demo as "isDemo" from camera.source_key k join camera.source s on s.id = k.source
    where k.kid = ${kid} and k.revoked_at is null and s.closed_at is null`.execute(on)
  return rows[0] && { kid, ...rows[0] }
}

/** Something that a source sent and that was not taken. */
export type Refusal = {
  readonly at: string
  readonly via: string
  readonly external: string | null
  readonly code: string
  readonly says: Words
}

/** The last so many are kept of each source. */
const refusalsKept = 100

/** Notes what was not taken, for those who keep the source. */
export async function noteRefusal(
  on: Query,
  about: { readonly source: string; readonly via: 'http' | 'mqtt'; readonly external?: string },
  { code, says, faults }: CityError,
  now: number,
): Promise<void> {
  const more = (language: 'zh' | 'en') =>
    [says[language], ...faults.map((one) => `${one.field ?? ''} ${one.says[language]}`.trim())].join('；').slice(0, 500)
  await sql`with kept as (
      insert into camera.refusal (source, at, via, external, code, says)
      values (${about.source}, ${iso(now)}, ${about.via}, ${about.external ?? null}, ${code},
        ${JSON.stringify({ zh: more('zh'), en: more('en') })}::jsonb) returning id)
    delete from camera.refusal where id in (
      select id from camera.refusal where source = ${about.source} order by id desc offset ${refusalsKept - 1})`.execute(
    on,
  )
}

/** What was not taken of a source, the last first. */
export async function refusalsOf(on: Query, source: string): Promise<readonly Refusal[]> {
  const { rows } = await sql<Refusal>`select at, via, external, code, says from camera.refusal where source = ${source}
    order by id desc limit ${refusalsKept}`.execute(on)
  return rows
}
