import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type CameraEvent, cameraKindFacts, readCameraEvent } from '../../kernel/camera/index.ts'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { CityError } from '../../kernel/errors/index.ts'
import { dayMs } from '../../kernel/time/index.ts'
import { derivedName } from './derived-name.ts'
import { cameraErrors } from './errors.ts'
import type { CameraParts } from './parts.ts'
import { type Masked, maskPicture } from './picture/mask.ts'
import { mostBytes } from './picture/pictures.ts'
import { openPicture, sealPicture } from './picture/seal.ts'
import { isSignedBy, payloadOf, readJws, type Unproved } from './sources/jws.ts'
import { findKey, type KeyInUse, noteRefusal } from './sources/sources.ts'
import { readTerms } from './terms.ts'

/** What became of an event that was sent. */
export type Taken = { readonly id: string; readonly isNew: boolean }

/** How it came. */
export type Via = 'http' | 'mqtt'

/** Minutes by which the source's clock, and the way here, may differ from ours. */
const skewMinutes = 5
/** Pictures worked on or waiting for it at once: each is held whole in memory. */
const mostAtOnce = 12

/** Until when somebody may look whether it is true, epoch ms: what was seen longer ago says nothing of now. */
const livesUntil = ({ kind, seenAt }: CameraEvent): number =>
  Date.parse(seenAt) + cameraKindFacts[kind].hours * 3_600_000

/** Names a sealed picture's owner. */
export const aboutEvent = (id: string): string => `camera event ${id}`
const aboutAhead = (source: string, sha256: string): string => `camera picture ${source} ${sha256}`

const iso = (at: number) => new Date(at).toISOString()
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** SHA-256 over what an event says, but for when it was signed: one that is sent again is signed anew. */
const digestOf = ({ signedAt: _, ...said }: CameraEvent): string => hashOf(Buffer.from(JSON.stringify(said), 'utf8'))

/** A signed event whose signature is good and whose content can be taken at this moment. */
type Proved = { readonly key: KeyInUse; readonly event: CameraEvent; readonly digest: string }

/** Takes events of analytics systems: proves, masks, seals, and writes them down for a person to look at. */
export class Taking {
  readonly #parts: CameraParts
  /** One picture after the other. */
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(parts: CameraParts) {
    this.#parts = parts
  }

  /**
   * Takes one event with its picture; the same one again is the same one. Without a picture it is looked for among those that
   * came ahead. Settles when it is durable.
   * @throws every error of the camera room that speaks of input
   */
  async take(jws: string, picture: Buffer | undefined, via: Via): Promise<Taken> {
    const proved = await this.#prove(jws, via)
    const { key, event, digest } = proved
    return this.#noted(key, via, event.id, async () => {
      const known = await this.#known(event, digest)
      if (known) return known
      this.#mustBeNow(event)
      const place = this.#parts.placeOf(event.point)
      if (!place) throw cameraErrors.make('camera.outside')
      const whole = picture ?? (await this.#takeAhead(event))
      if (hashOf(whole) !== event.picture.sha256) throw cameraErrors.make('camera.otherPicture')
      const masked = await this.#inTurn(() => maskPicture(whole, event.regions))
      return this.#write(proved, whole, masked, { ...place, via })
    })
  }

  /** Did a source that is in use sign it? Asked before its picture is read: nobody else has us hold one. @throws camera.badSignature */
  async mayCome(jws: string): Promise<void> {
    await this.#keyOf(jws)
  }

  /** Keeps a picture, sealed, until the event that names it comes. `jws` is the signed event itself. */
  async takePicture(jws: string, picture: Buffer): Promise<void> {
    const { key, event } = await this.#prove(jws, 'http')
    await this.#noted(key, 'http', event.id, async () => {
      this.#mustBeNow(event)
      if (hashOf(picture) !== event.picture.sha256) throw cameraErrors.make('camera.otherPicture')
      const { base } = this.#parts
      const about = aboutAhead(key.source, event.picture.sha256)
      const sealed = sealPicture(base.secret(derivedName), picture, about)
      const { hash } = await base.files.put(sealed.body, { limit: sealed.body.length })
      await sql`insert into camera.ahead (source, sha256, sealed, key, bytes, at)
        values (${key.source}, ${event.picture.sha256}, ${hash}, ${sealed.key}, ${picture.length}, ${iso(base.now())})
        on conflict (source, sha256) do nothing`.execute(base.db)
    })
  }

  /** @throws camera.badSignature */
  async #keyOf(jws: string): Promise<{ readonly unproved: Unproved; readonly key: KeyInUse }> {
    const unproved = readJws(jws)
    const key = await findKey(this.#parts.base.db, unproved.kid)
    const isGood = key !== undefined && isSignedBy(unproved, key)
    // Whether a key is known is told to nobody who cannot sign with it.
    if (!isGood)
      throw cameraErrors.make('camera.badSignature', {
        reason: '密钥未登记、已吊销，或签名与内容不符',
        reasonEn: 'the key is not registered or was revoked, or it did not sign this',
      })
    return { unproved, key }
  }

  /** @throws camera.badSignature, camera.badEvent */
  async #prove(jws: string, via: Via): Promise<Proved> {
    const { unproved, key } = await this.#keyOf(jws)
    return this.#noted(key, via, undefined, async () => {
      const read = readCameraEvent(payloadOf(unproved))
      if (read.faults) throw cameraErrors.make('camera.badEvent', {}, { faults: read.faults })
      if (read.event.source !== key.source) {
        const says = { zh: `这把密钥属于来源“${key.source}”`, en: `this key is the one of source "${key.source}"` }
        throw cameraErrors.make(
          'camera.badEvent',
          {},
          { faults: [{ field: 'source', found: read.event.source, says }] },
        )
      }
      return { key, event: read.event, digest: digestOf(read.event) }
    })
  }

  /** Notes what a source that has proved itself is told, for those who keep it. */
  async #noted<T>(key: KeyInUse, via: Via, external: string | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      if (cause instanceof CityError && cause.kind !== 'unavailable') {
        const { base } = this.#parts
        await noteRefusal(base.db, { source: key.source, via, ...(external && { external }) }, cause, base.now())
      }
      throw cause
    }
  }

  /** The event, if it was taken before. @throws camera.otherContent */
  async #known({ source, id }: CameraEvent, digest: string): Promise<Taken | undefined> {
    const { rows } = await sql<{ id: string; digest: string }>`
      select id, digest from camera.event where source = ${source} and external = ${id}`.execute(this.#parts.base.db)
    const [row] = rows
    if (row && row.digest !== digest) throw cameraErrors.make('camera.otherContent', { id })
    return row && { id: row.id, isNew: false }
  }

  /** What was signed long ago, and is not known, was held back by somebody. @throws camera.clock, camera.tooOld */
  #mustBeNow(event: CameraEvent): void {
    const { signedAt, seenAt, kind } = event
    const now = this.#parts.base.now()
    const [signed, seen] = [Date.parse(signedAt), Date.parse(seenAt)]
    const skew = skewMinutes * 60_000
    if (Math.abs(signed - now) > skew) throw cameraErrors.make('camera.clock', { signedAt, minutes: skewMinutes })
    if (seen > now + skew || livesUntil(event) <= now)
      throw cameraErrors.make('camera.tooOld', { seenAt, kind, hours: cameraKindFacts[kind].hours })
  }

  async #takeAhead({ source, picture: { sha256 } }: CameraEvent): Promise<Buffer> {
    const { base } = this.#parts
    const { rows } = await sql<{ sealed: string; key: Buffer }>`
      select sealed, key from camera.ahead where source = ${source} and sha256 = ${sha256}`.execute(base.db)
    const [row] = rows
    if (!row) throw cameraErrors.make('camera.noEvent')
    const { stream } = await base.files.open(row.sealed)
    const body = Buffer.concat(await stream.toArray())
    return openPicture(base.secret(derivedName), { body, key: row.key }, aboutAhead(source, sha256))
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= mostAtOnce) throw cameraErrors.make('camera.busy')
    this.#waiting += 1
    const mine = this.#last.then(work)
    // Whoever comes next waits for the end of this one, however it ends; its fault is told to whoever asked for it.
    this.#last = mine.catch(() => undefined)
    return mine.finally(() => {
      this.#waiting -= 1
    })
  }

  async #write(
    { key, event, digest }: Proved,
    whole: Buffer,
    masked: Masked,
    at: { readonly office: string; readonly path: string; readonly division?: string; readonly address?: string } & {
      readonly via: Via
    },
  ): Promise<Taken> {
    const { base } = this.#parts
    const { files } = base
    const [id, now] = [uuidv7(), base.now()]
    const sealed = sealPicture(base.secret(derivedName), whole, aboutEvent(id))
    const original = await files.put(sealed.body, { limit: mostBytes + 1_024 })
    const display = await files.put(masked.display, { limit: masked.display.length })
    const thumb = await files.put(masked.thumb, { limit: masked.thumb.length })
    const due = livesUntil(event)
    const isNew = await base.db.tx(async (tx) => {
      const { unprovedDays } = await readTerms(tx)
      const { rows } =
        await sql`insert into camera.event (id, source, external, digest, kid, kind, camera, seen_at, signed_at,
          received_at, via, confidence, note, lng, lat, address, division, office, path, display, thumb, mask, masked, width,
          height, state, due_at, is_demo)
        values (${id}, ${event.source}, ${event.id}, ${digest}, ${key.kid}, ${event.kind}, ${event.camera},
          ${iso(Date.parse(event.seenAt))}, ${iso(Date.parse(event.signedAt))}, ${iso(now)}, ${at.via},
          ${event.confidence ?? null}, ${event.note ?? ''}, ${event.point[0]}, ${event.point[1]},
          ${event.address ?? at.address ?? null}, ${at.division ?? null}, ${at.office}, ${at.path}, ${display.hash},
          ${thumb.hash}, ${masked.how}, ${masked.boxes}, ${masked.width}, ${masked.height}, 'waiting', ${iso(due)},
          ${key.isDemo})
        on conflict (source, external) do nothing returning id`.execute(tx)
      if (rows.length === 0) return false
      await sql`insert into camera.original (event, sealed, key, media, bytes, destroy_at)
        values (${id}, ${original.hash}, ${sealed.key}, ${masked.media}, ${whole.length},
          ${iso(due + unprovedDays * dayMs)})`.execute(tx)
      await sql`update camera.source_key set used_at = ${iso(now)} where kid = ${key.kid}`.execute(tx)
      await sql`delete from camera.ahead where source = ${event.source} and sha256 = ${event.picture.sha256}`.execute(
        tx,
      )
      return true
    })
    if (isNew) return { id, isNew }
    // Another door was faster with the same one: what was sealed here has no key and no name, and goes.
    await files.remove(original.hash)
    const known = await this.#known(event, digest)
    if (!known) throw new Error('An event that stands in the way is not there')
    return known
  }
}
