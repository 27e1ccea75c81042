import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { type CameraEvent, usualCameraTerms } from '../../kernel/camera/index.ts'
import { openDb } from '../base/index.ts'
import { person } from '../cases/testing.ts'
import { analytics, drawPicture, eventOf, formOf } from './testing/analytics.ts'
import { cameraCity } from './testing/camera-city.ts'

const { city, clock, camera } = await cameraCity()
const { db } = city.base

const administrator = city.as(person('admin', ['administrator', 'sh']))
const dispatcher = city.as(person('dora', ['dispatcher', 'park']))
const otherStreet = city.as(person('pia', ['dispatcher', 'pier']))
const supervisor = city.as(person('sue', ['supervisor', 'sh']))
const duty = city.as(person('dan', ['duty-officer', 'sh']))
const streetSupervisor = city.as(person('stan', ['supervisor', 'park']))
const clerk = city.as(person('cleo', ['clerk', 'park']))
const auditor = city.as(person('aud', ['auditor', 'sh']))

const eyes = analytics()
const registered = (source: string, publicKey: string) =>
  administrator.post('/api/camera/sources', { id: source, name: '公园视频分析', office: 'park', publicKey })
expect((await registered('park-eyes', eyes.publicKey)).status).toBe(201)

/** Sends an event as its source would. */
async function tell(more: Partial<CameraEvent> = {}, picture?: Buffer, by = eyes) {
  const sent = picture ?? (await drawPicture())
  const event = eventOf(sent, clock.now, more)
  const answer = await city.post('/camera/v1/events', formOf(by.sign(event), sent))
  return { answer, event, picture: sent, id: String(answer.json?.id) }
}

/** The pixels of a picture, three bytes each. */
const pixelsOf = async (picture: Buffer) => {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return {
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
    info,
  }
}
const readPicture = async (caller: typeof city, path: string, method = 'GET') => {
  const answer = await fetch(city.url + path, { method, headers: callerHeader(caller) })
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()), headers: answer.headers }
}
// Pictures are bytes: they are asked for as the caller asks for texts, by the tests' own header.
const names = new Map<unknown, string>([
  [dispatcher, 'dora'],
  [supervisor, 'sue'],
  [duty, 'dan'],
  [clerk, 'cleo'],
])
const callerHeader = (caller: unknown) => ({ 'x-test-actor': names.get(caller) ?? '' })
const bytesFor = (caller: unknown, path: string, method = 'GET') => readPicture(caller as typeof city, path, method) // only its name is used

describe('an event', () => {
  test('that a registered source signed is taken, once however often it comes', async () => {
    const { answer, event, picture, id } = await tell()
    expect([answer.status, answer.json]).toEqual([201, { id: expect.any(String), isNew: true }])
    // Sent again with the same words, and signed anew because it was held back: the same one.
    const again = await city.post('/camera/v1/events', formOf(eyes.sign(event), picture))
    expect(again.json).toEqual({ id, isNew: false })
    const anew = { ...event, signedAt: new Date(clock.now + 60_000).toISOString() }
    expect((await city.post('/camera/v1/events', formOf(eyes.sign(anew), picture))).json).toEqual({ id, isNew: false })
    const both = await Promise.all(
      [1, 2, 3].map(async () => {
        const other = eventOf(picture, clock.now, { id: 'at-once', seenAt: event.seenAt, point: event.point })
        return city.post('/camera/v1/events', formOf(eyes.sign(other), picture))
      }),
    )
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(both.filter(({ json }) => json.isNew)).toHaveLength(1)
    // The same id must not come to mean something else.
    const other = await city.post('/camera/v1/events', formOf(eyes.sign({ ...event, kind: 'flood' }), picture))
    expect([other.status, other.json.code]).toEqual([409, 'camera.otherContent'])
  })

  test('signed with P-256 is taken too, and a key signs by its own algorithm alone', async () => {
    const es = analytics('ES256')
    expect((await registered('es-eyes', es.publicKey)).status).toBe(201)
    expect((await tell({ source: 'es-eyes' }, undefined, es)).answer.status).toBe(201)
    const picture = await drawPicture()
    const crossed = es.sign(eventOf(picture, clock.now, { source: 'es-eyes' }), { alg: 'EdDSA' })
    expect((await city.post('/camera/v1/events', formOf(crossed, picture))).json.code).toBe('camera.badSignature')
  })

  test('that nobody known signed is refused, without saying which keys are known', async () => {
    const picture = await drawPicture()
    const event = eventOf(picture, clock.now)
    const stranger = analytics()
    const good = eyes.sign(event)
    const [head = '', body = '', end = ''] = good.split('.')
    const changed = Buffer.from(JSON.stringify({ ...event, kind: 'crowd' })).toString('base64url')
    const none = `${Buffer.from(JSON.stringify({ alg: 'none', kid: eyes.kid })).toString('base64url')}.${body}.${end}`
    const tries = {
      stranger: stranger.sign(event),
      'a stranger with our kid': stranger.sign(event, { kid: eyes.kid }),
      'changed after it was signed': `${head}.${changed}.${end}`,
      'without an algorithm': none,
      'with something critical': eyes.sign(event, { crit: ['exp'], exp: 1 }),
      'cut short': good.slice(0, -6),
      nothing: 'x',
    }
    for (const [name, jws] of Object.entries(tries)) {
      const { status, json } = await city.post('/camera/v1/events', formOf(jws, picture))
      expect([name, status, json.code]).toEqual([name, 401, 'camera.badSignature'])
    }
    const says = async (jws: string) => (await city.post('/camera/v1/events', formOf(jws, picture))).json.detail
    expect(await says(tries.stranger)).toBe(await says(tries['a stranger with our kid']))
  })

  test('is refused with what would be right when its words, moment, place or picture do not fit', async () => {
    const cases: readonly (readonly [string, object, string])[] = [
      ['clock', { signedAt: new Date(clock.now - 6 * 60_000).toISOString() }, 'camera.clock'],
      ['clock ahead', { signedAt: new Date(clock.now + 6 * 60_000).toISOString() }, 'camera.clock'],
      ['old', { seenAt: new Date(clock.now - 13 * 3_600_000).toISOString() }, 'camera.tooOld'],
      ['old for a crowd', { kind: 'crowd', seenAt: new Date(clock.now - 61 * 60_000).toISOString() }, 'camera.tooOld'],
      ['not yet', { seenAt: new Date(clock.now + 3_600_000).toISOString() }, 'camera.tooOld'],
      ['outside', { point: [124, 31] }, 'camera.outside'],
      ['picture', { picture: { sha256: '0'.repeat(64) } }, 'camera.otherPicture'],
      ["another's name", { source: 'es-eyes' }, 'camera.badEvent'],
      ['kind', { kind: 'ghost' }, 'camera.badEvent'],
      ['box', { regions: [{ kind: 'face', box: [1, 2, 3] }] }, 'camera.badEvent'],
      ['unknown field', { name: '张三' }, 'camera.badEvent'],
    ]
    for (const [name, more, code] of cases) {
      const { answer } = await tell(more)
      expect([name, answer.json.code]).toEqual([name, code])
      expect(answer.json.todo ?? answer.json.detail).toBeTruthy()
    }
    const { answer } = await tell({ kind: 'ghost' as never }) // wrong on purpose
    expect(JSON.stringify(answer.json)).toContain('crowd')
    const kept = await administrator.get('/api/camera/sources/park-eyes/refusals')
    expect(kept.json.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['camera.clock', 'camera.outside', 'camera.badEvent', 'camera.otherPicture']),
    )
  })

  test('with a hostile picture is refused, and the next is taken', async () => {
    const upright = await drawPicture('jpeg')
    const moving = await sharp({ create: { width: 64, height: 128, channels: 3, background: '#123' } })
      .webp()
      .toBuffer()
    const turned = await sharp(upright).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const bomb = await sharp({ create: { width: 6_000, height: 4_000, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><image href="file:///etc/passwd"/></svg>',
    )
    for (const [name, picture] of Object.entries({
      ...{ turned, bomb, svg, words: Buffer.from('not a picture'), cut: upright.subarray(0, upright.length / 2) },
    })) {
      const { answer } = await tell({}, picture)
      expect([name, answer.json.code]).toEqual([name, 'camera.badPicture'])
    }
    const large = await city.post(
      '/camera/v1/events',
      formOf(eyes.sign(eventOf(upright, clock.now)), Buffer.alloc(7 * 1024 * 1024)),
    )
    expect(large.status).toBe(413)
    expect((await city.post('/camera/v1/events', formOf(eyes.sign(eventOf(upright, clock.now))))).json.code).toBe(
      'camera.noEvent',
    )
    expect((await tell({}, moving)).answer.status).toBe(201)
  })

  test('comes by MQTT with its picture, or after a picture that was sent ahead', async () => {
    const picture = await drawPicture()
    const message = (event: object, more: object) => Buffer.from(JSON.stringify({ event: eyes.sign(event), ...more }))
    const whole = message(eventOf(picture, clock.now), { picture: picture.toString('base64') })
    expect(await camera.hear(whole)).toBeUndefined()
    expect(await camera.hear(whole)).toBeUndefined()
    const later = eventOf(await drawPicture(), clock.now)
    expect(await camera.hear(message(later, {}))).toMatch(/missing/)
    const ahead = await drawPicture()
    const named = eventOf(ahead, clock.now)
    expect((await city.post('/camera/v1/pictures', formOf(eyes.sign(named), ahead))).status).toBe(204)
    expect(await camera.hear(message(named, {}))).toBeUndefined()
    expect(await camera.hear(Buffer.from('{'))).toMatch(/JSON/)
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from camera.event where via = 'mqtt'`.execute(
      db,
    )
    expect(rows[0]?.n).toBe(2)
  })

  test('is taken from a key that was changed over, and from none that was revoked', async () => {
    const [old, young] = [analytics(), analytics()]
    await registered('roll-eyes', old.publicKey)
    const more = { source: 'roll-eyes' }
    expect(
      (await administrator.post('/api/camera/sources/roll-eyes/keys', { publicKey: young.publicKey })).status,
    ).toBe(201)
    expect((await tell(more, undefined, old)).answer.status).toBe(201)
    expect((await tell(more, undefined, young)).answer.status).toBe(201)
    const revoked = await administrator.post(`/api/camera/sources/roll-eyes/keys/${old.kid}/revoke`, {
      reason: '密钥外泄',
    })
    expect(revoked.status).toBe(204)
    expect((await tell(more, undefined, old)).answer.json.code).toBe('camera.badSignature')
    expect((await tell(more, undefined, young)).answer.status).toBe(201)
    const back = await administrator.post('/api/camera/sources/roll-eyes/keys', { publicKey: old.publicKey })
    expect(back.json.code).toBe('camera.knownKey')
    await administrator.post('/api/camera/sources/roll-eyes/close', { reason: '合同到期' })
    expect((await tell(more, undefined, young)).answer.json.code).toBe('camera.badSignature')
    const shown = await administrator.post('/api/camera/sources', {
      ...{ id: 'shown-key', name: '误传私钥', office: 'park' },
      publicKey: `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(60)}\n-----END PRIVATE KEY-----`,
    })
    expect(shown.json.code).toBe('camera.badKey')
  })
})

test('a picture is not read for who has not signed, nor before it is known who has', async () => {
  const picture = await drawPicture()
  const early = new FormData()
  early.set('picture', new Blob([new Uint8Array(picture)]), 'picture.png')
  early.set('event', eyes.sign(eventOf(picture, clock.now)))
  expect((await city.post('/camera/v1/events', early)).json.code).toBe('camera.noEvent')
  const unsigned = formOf(analytics().sign(eventOf(picture, clock.now)), Buffer.alloc(5 * 1024 * 1024))
  expect((await city.post('/camera/v1/events', unsigned)).json.code).toBe('camera.badSignature')
})

describe('the picture', () => {
  test('is kept masked in its pixels, and whole only under a seal', async () => {
    const { id, picture } = await tell()
    const { status, body } = await bytesFor(dispatcher, `/api/camera/events/${id}/picture`)
    expect(status).toBe(200)
    const { at } = await pixelsOf(body)
    // The two halves of the face were red and green; both are one colour now, and so is what was around them.
    const face = at(60, 55)
    for (const [x, y] of [
      [45, 35],
      [75, 75],
      [33, 25],
    ] as const)
      for (const c of [0, 1, 2]) expect(Math.abs((at(x, y)[c] ?? 0) - (face[c] ?? 0))).toBeLessThan(8)
    expect(Math.abs((at(125, 106)[2] ?? 0) - (at(155, 106)[2] ?? 0))).toBeLessThan(10)
    expect(at(10, 10)[0]).toBeGreaterThan(105)
    // Nowhere on the disk lies the picture as it came.
    const folder = join(city.base.config.data, 'files')
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
    expect(files.length).toBeGreaterThan(3)
    for (const one of files)
      expect((await readFile(join(one.parentPath, one.name))).includes(picture.subarray(20, 80))).toBe(false)
  })

  test('of a source that names no regions is made coarse as a whole; of one that names people, they are masked whole', async () => {
    const blind = await tell({ regions: undefined })
    const empty = await tell({ regions: [] })
    for (const { id } of [blind, empty]) {
      const { json } = await dispatcher.get(`/api/camera/events/${id}`)
      expect(json.event).toMatchObject({ mask: 'whole', masked: 0 })
      const { at, info } = await pixelsOf((await bytesFor(dispatcher, `/api/camera/events/${id}/picture`)).body)
      // Squares of seventeen pixels, each of one colour but for what the encoding does at their edges.
      for (let y = 8; y < info.height - 8; y += 17)
        for (let x = 8; x < info.width - 8; x += 17)
          for (const c of [0, 1, 2])
            expect(Math.abs((at(x - 4, y - 4)[c] ?? 0) - (at(x + 4, y + 4)[c] ?? 0))).toBeLessThan(16)
    }
    const { id } = await tell({ regions: [{ kind: 'person', box: [38, 25, 44, 60] }] })
    expect((await dispatcher.get(`/api/camera/events/${id}`)).json.event).toMatchObject({ mask: 'regions', masked: 1 })
  })

  test('carries nothing of what the camera wrote', async () => {
    const tagged = await sharp(await drawPicture('jpeg'))
      .withExif({ IFD0: { Artist: 'Zhang San', Copyright: 'secret-words' } })
      .jpeg()
      .toBuffer()
    const { id } = await tell({}, tagged)
    const { body } = await bytesFor(dispatcher, `/api/camera/events/${id}/picture`)
    expect(body.includes('secret-words')).toBe(false)
    expect((await sharp(body).metadata()).exif).toBeUndefined()
  })
})

/** The cases that heard of an event. */
const caseOf = async (id: string) => {
  const { rows } = await sql<{ id: string; number: string; answers: Record<string, unknown> }>`
    select c.id, c.number, c.state -> 'answers' as answers from cases.signal s join cases.case c on c.id = s.case_id
    where s.id = ${id}`.execute(db)
  return rows[0]
}

describe('a person', () => {
  test('decides, within his part of the tree, before anything happens; then there is a case with the masked picture', async () => {
    const { id } = await tell()
    await city.settle()
    expect(await caseOf(id)).toBeUndefined()
    expect((await dispatcher.get('/api/camera/events')).json.items.map((one: { id: string }) => one.id)).toContain(id)
    expect((await otherStreet.get('/api/camera/events')).json).toEqual({ items: [], count: 0 })
    for (const caller of [otherStreet, supervisor, clerk, administrator, auditor])
      expect((await caller.post(`/api/camera/events/${id}/confirm`, {})).status).toBe(403)
    expect((await dispatcher.post(`/api/camera/events/${id}/confirm`, {})).status).toBe(204)
    await city.settle()
    const found = await caseOf(id)
    const [file] = (found?.answers.photos ?? []) as string[] // a list of files
    expect((await clerk.get(`/api/files/${file}?size=display`)).status).toBe(200)
    expect((await otherStreet.get(`/api/files/${file}?size=display`)).status).toBe(403)
    expect((await dispatcher.get(`/api/camera/events/${id}`)).json.case).toEqual({
      id: found?.id,
      number: found?.number,
    })
    const twice = await duty.post(`/api/camera/events/${id}/reject`, { reason: 'nothing' })
    expect([twice.status, twice.json.code]).toEqual([409, 'camera.decided'])
  })

  test('rejects with a reason, and nobody hears of it; what nobody looks at lapses; how often a source is right is told', async () => {
    const before = (await supervisor.get('/api/camera/precision')).json
    const of = (all: { source: string; kind: string; week: string | null }[], kind: string) =>
      all.find((one) => one.source === 'park-eyes' && one.kind === kind && one.week === null) as unknown as
        | { confirmed: number; rejected: number; expired: number }
        | undefined // one row of the answer
    const wrong = await tell({ kind: 'manhole' })
    expect((await dispatcher.post(`/api/camera/events/${wrong.id}/reject`, { reason: 'because' })).status).toBe(422)
    expect((await dispatcher.post(`/api/camera/events/${wrong.id}/reject`, { reason: 'known' })).status).toBe(204)
    const late = await tell({ kind: 'crowd' })
    clock.now += 61 * 60_000
    expect((await camera.keepClean()).expired).toBeGreaterThan(0)
    expect((await dispatcher.post(`/api/camera/events/${late.id}/confirm`, {})).json.code).toBe('camera.decided')
    await city.settle()
    expect([await caseOf(wrong.id), await caseOf(late.id)]).toEqual([undefined, undefined])
    const after = (await supervisor.get('/api/camera/precision')).json
    expect(of(before, 'manhole')).toBeUndefined()
    expect(of(after, 'manhole')).toMatchObject({ confirmed: 0, rejected: 1 })
    expect(of(after, 'crowd')).toMatchObject({ expired: 1 })
  })
})

const asked = { purpose: 'verify', words: '画面被遮蔽，无法判断是否属实' }
const ask = (caller: typeof dispatcher, id: string, more: object = {}) =>
  caller.post(`/api/camera/events/${id}/requests`, { ...asked, ...more })

/** What auditors see of one request. */
const logged = async (request: string) =>
  (await auditor.get('/api/camera/log')).json.find((row: { id: string }) => row.id === request)

describe('a full view', () => {
  test('is asked for with a purpose, approved by another, watermarked, for a while, and on record before it is had', async () => {
    const { id, picture } = await tell()
    const { status, json } = await ask(dispatcher, id)
    expect(status).toBe(201)
    const path = `/api/camera/requests/${json.id}`
    const look = () => bytesFor(dispatcher, `${path}/views`, 'POST')
    expect((await look()).status).toBe(403)
    expect((await ask(dispatcher, id)).json.code).toBe('camera.askedBefore')
    // Not the street's own supervisor, not whoever runs the machine, not the auditor.
    for (const caller of [dispatcher, streetSupervisor, administrator, auditor, clerk])
      expect((await caller.post(`${path}/approve`, { words: '同意' })).status).toBe(403)
    expect((await supervisor.get('/api/camera/requests')).json).toContainEqual(
      expect.objectContaining({ id: json.id, mayAnswer: true }),
    )
    expect((await supervisor.post(`${path}/approve`, { words: '同意核实' })).status).toBe(204)
    const count = async () =>
      (
        await sql<{
          n: number
        }>`select count(*)::int as n from base.audit where action = 'camera.view' and outcome = 'done'`.execute(db)
      ).rows[0]?.n ?? 0
    const before = await count()
    const seen = await look()
    expect([seen.status, seen.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await count()).toBe(before + 1)
    const { at, info } = await pixelsOf(seen.body)
    expect([info.width, info.height]).toEqual([200, 150])
    // The face is there: one half red, one half green. The mark is in the pixels.
    expect((at(48, 55)[0] ?? 0) - (at(48, 55)[1] ?? 0)).toBeGreaterThan(60)
    expect((at(72, 55)[1] ?? 0) - (at(72, 55)[0] ?? 0)).toBeGreaterThan(60)
    const plain = await pixelsOf(picture)
    const differ = Array.from({ length: 140 * 100 }, (_, i) => [i % 140, Math.floor(i / 140)] as const).filter(
      ([x, y]) => Math.abs((at(x, y)[0] ?? 0) - (plain.at(x, y)[0] ?? 0)) > 12,
    )
    expect(differ.length).toBeGreaterThan(300)
    // Approved for one person: nobody else looks by it, whoever approved it neither.
    expect((await bytesFor(supervisor, `${path}/views`, 'POST')).status).toBe(403)
    expect(await logged(json.id)).toMatchObject({
      ...{ id: json.id, askedByName: 'dora', answeredByName: 'sue', purpose: 'verify', state: 'approved' },
      views: [{ personName: 'dora', mark: expect.stringContaining('dora · dispatcher@/sh/east/park · 2026-11-20') }],
    })
    for (const caller of [dispatcher, supervisor, administrator])
      expect((await caller.get('/api/camera/log')).status).toBe(403)
    clock.now += usualCameraTerms.viewMinutes * 60_000
    expect((await look()).status).toBe(403)
    await expect(sql`update camera.view set person = 'nobody'`.execute(db)).rejects.toThrow()
  })

  test('that cannot be put on record is not had, nor noted as had', async () => {
    const { id } = await tell()
    const { json } = await ask(dispatcher, id)
    await supervisor.post(`/api/camera/requests/${json.id}/approve`, { words: '同意' })
    const owner = openDb(city.database.owner, { connections: 1 })
    try {
      await sql`alter table base.audit add constraint no_views check (action <> 'camera.view') not valid`.execute(owner)
      const { status, body } = await bytesFor(dispatcher, `/api/camera/requests/${json.id}/views`, 'POST')
      expect(status).toBeGreaterThanOrEqual(500)
      expect(body.subarray(0, 4).toString('latin1')).not.toBe('RIFF')
      expect(await logged(json.id)).toMatchObject({ state: 'approved', views: [] })
    } finally {
      await sql`alter table base.audit drop constraint no_views`.execute(owner)
      await owner.close()
    }
    expect((await bytesFor(dispatcher, `/api/camera/requests/${json.id}/views`, 'POST')).status).toBe(200)
  })

  test('is denied to administrators and auditors in every way, and to other streets', async () => {
    const { id } = await tell()
    for (const caller of [administrator, auditor, otherStreet]) {
      expect((await ask(caller, id)).status).toBe(403)
      expect((await caller.get(`/api/camera/events/${id}`)).status).toBe(403)
      expect((await caller.get(`/api/camera/events/${id}/picture`)).status).toBe(403)
    }
    // The administrator sees how good sources are, and no picture.
    expect((await administrator.get('/api/camera/sources')).status).toBe(200)
    expect((await administrator.get('/api/camera/events')).status).toBe(403)
  })

  test('is not had by deputies: not asked for, not approved, not by approving one’s own deputy or absent self', async () => {
    const { id } = await tell()
    const held = person('sue-too', ['supervisor', 'sh'])
    const asDeputyOf = (whose: string, name: string) =>
      city.as({ ...held, id: name, name, posts: held.posts.map((post) => ({ ...post, delegatedBy: whose })) })
    expect((await ask(asDeputyOf('sue', 'deputy-asks'), id)).json.code).toBe('camera.ownName')
    const { json } = await ask(supervisor, id)
    const approve = (caller: typeof dispatcher) =>
      caller.post(`/api/camera/requests/${json.id}/approve`, { words: '同意' })
    expect((await approve(supervisor)).json.code).toBe('camera.fourEyes')
    // He who asked has made somebody his deputy, and that one would approve by the very post that asks.
    expect((await approve(asDeputyOf('sue', 'her-deputy'))).json.code).toBe('camera.fourEyes')
    expect((await approve(asDeputyOf('dan', 'his-deputy'))).json.code).toBe('camera.fourEyes')
    const both = person('both', ['duty-officer', 'sh'], ['dispatcher', 'park'])
    const lent = city.as({
      ...both,
      posts: both.posts.map((post, i) => (i === 1 ? { ...post, delegatedBy: 'sue' } : post)),
    })
    expect((await approve(lent)).json.code).toBe('camera.fourEyes')
    expect((await approve(duty)).status).toBe(204)
    // The rule stands in the table, too.
    await expect(
      sql`update camera.view_request set answered_by = asked_by where id = ${json.id}`.execute(db),
    ).rejects.toThrow()
  })

  test('names a case that the asker may see, unless it is asked whether a waiting event is true', async () => {
    const { id } = await tell()
    const enforce = { purpose: 'enforce', words: '依法查处需要核对号牌' }
    expect((await ask(dispatcher, id, enforce)).json.code).toBe('camera.needsCase')
    expect((await ask(dispatcher, id, { ...enforce, caseNumber: '000' })).json.code).toBe('camera.needsCase')
    await dispatcher.post(`/api/camera/events/${id}/confirm`, {})
    await city.settle()
    expect((await ask(dispatcher, id)).json.code).toBe('camera.needsCase')
    const found = await caseOf(id)
    expect((await ask(clerk, id, { ...enforce, caseNumber: found?.number })).status).toBe(201)
    expect((await ask(dispatcher, id, { ...enforce, words: '', caseNumber: found?.number })).status).toBe(422)
  })

  test('ends when it is refused, taken back, revoked, or when nobody answers', async () => {
    const { id } = await tell()
    const path = async () => `/api/camera/requests/${(await ask(dispatcher, id)).json.id}`
    const stateOf = async (one: string) =>
      (await auditor.get('/api/camera/log')).json.find((row: { id: string }) => one.endsWith(row.id))?.state
    const refused = await path()
    await duty.post(`${refused}/refuse`, { words: '目的不足' })
    const back = await path()
    expect((await supervisor.post(`${back}/withdraw`)).status).toBe(404)
    expect((await dispatcher.post(`${back}/withdraw`)).status).toBe(204)
    const revoked = await path()
    await duty.post(`${revoked}/approve`, { words: '同意' })
    expect((await bytesFor(dispatcher, `${revoked}/views`, 'POST')).status).toBe(200)
    expect((await supervisor.post(`${revoked}/revoke`)).status).toBe(204)
    expect((await bytesFor(dispatcher, `${revoked}/views`, 'POST')).status).toBe(403)
    const lapsed = await path()
    clock.now += 25 * 3_600_000
    expect((await duty.post(`${lapsed}/approve`, { words: '同意' })).json.code).toBe('camera.requestState')
    await camera.keepClean()
    expect(await Promise.all([refused, back, revoked, lapsed].map(stateOf))).toEqual([
      'refused',
      'withdrawn',
      'revoked',
      'lapsed',
    ])
  })

  test('is had no more once the original was destroyed: its key is gone, and its bytes', async () => {
    const { id } = await tell()
    const { json } = await ask(dispatcher, id)
    await supervisor.post(`/api/camera/requests/${json.id}/approve`, { words: '同意' })
    const { rows } = await sql<{ sealed: string }>`select sealed from camera.original where event = ${id}`.execute(db)
    const sealed = rows[0]?.sealed ?? ''
    expect(await city.base.files.has(sealed)).toBe(true)
    clock.now += 5 * 86_400_000
    expect((await camera.keepClean()).destroyed).toBeGreaterThan(0)
    await sql`update camera.view_request set ends_at = ${new Date(clock.now + 60_000).toISOString()} where id = ${json.id}`.execute(
      db,
    )
    expect((await bytesFor(dispatcher, `/api/camera/requests/${json.id}/views`, 'POST')).status).toBe(404)
    expect(await city.base.files.has(sealed)).toBe(false)
    expect((await ask(dispatcher, id)).json.code).toBe('camera.destroyed')
    expect((await bytesFor(dispatcher, `/api/camera/events/${id}/picture`)).status).toBe(200)
  })
})

describe('how long pictures are kept', () => {
  const steward = city.as(person('dee', ['data-officer', 'sh']))
  const set = (caller: typeof city | typeof steward, term: string, value: number, why = '按保存期限评估结论') =>
    caller.call('PUT', `/api/camera/terms/${term}`, { value, why })
  const terms = async (caller: Pick<typeof city, 'get'>) => (await caller.get('/api/camera/terms')).json
  const nowOf = async (term: string) =>
    (await terms(steward)).items.find((one: { term: string }) => one.term === term)?.value

  test('is shown to all who have to do with them, and set by the city’s data officer alone, within bounds, with its log', async () => {
    for (const caller of [dispatcher, clerk, administrator, auditor, duty]) {
      expect((await terms(caller)).mayChange).toBe(false)
      expect((await set(caller, 'rejectedDays', 1)).status).toBe(403)
    }
    expect((await city.get('/api/camera/terms')).status).toBe(401)
    expect((await set(city.as(person('street-dee', ['data-officer', 'park'])), 'rejectedDays', 1)).status).toBe(403)
    for (const [term, value] of [
      ['rejectedDays', -1],
      ['rejectedDays', 15],
      ['provedDays', 0],
      ['viewMinutes', 241],
    ] as const)
      expect((await set(steward, term, value)).json.code).toBe('camera.term')
    expect((await set(steward, 'nothing', 1)).status).toBe(422)
    expect((await set(steward, 'requestHours', 12, '')).status).toBe(422)
    expect((await set(steward, 'requestHours', 12)).status).toBe(204)
    expect((await set(steward, 'requestHours', 12)).status).toBe(204)
    const told = await terms(steward)
    expect(told.mayChange).toBe(true)
    expect(told.changes).toMatchObject([{ term: 'requestHours', was: 24, value: 12, changedByName: 'dee' }])
    await expect(sql`update camera.term_change set value = 1`.execute(db)).rejects.toThrow(/append only/)
    expect((await set(steward, 'requestHours', 24)).status).toBe(204)
  })

  test('holds: a shorter time destroys what is kept already, key and bytes; a longer one changes no promise', async () => {
    const original = async (id: string) =>
      (
        await sql<{ sealed: string | null; key: Buffer | null; at: string }>`select sealed, key, destroy_at as at
          from camera.original where event = ${id}`.execute(db)
      ).rows[0]
    const [proved, rejected] = [(await tell()).id, (await tell()).id]
    await dispatcher.post(`/api/camera/events/${proved}/confirm`, {})
    await dispatcher.post(`/api/camera/events/${rejected}/reject`, { reason: 'nothing' })
    const day = 86_400_000
    expect(Date.parse((await original(proved))?.at ?? '')).toBe(clock.now + 30 * day)
    const sealed = (await original(proved))?.sealed ?? ''
    expect((await set(steward, 'rejectedDays', 14)).status).toBe(204)
    expect(Date.parse((await original(rejected))?.at ?? '')).toBe(clock.now + 3 * day)
    expect((await set(steward, 'provedDays', 2)).status).toBe(204)
    clock.now += 2 * day - 1
    await camera.keepClean()
    expect(await city.base.files.has(sealed)).toBe(true)
    clock.now += 1
    await camera.keepClean()
    expect(await original(proved)).toMatchObject({ sealed: null, key: null })
    expect(await city.base.files.has(sealed)).toBe(false)
    expect((await original(rejected))?.key).not.toBeNull()
    const later = (await tell()).id
    await dispatcher.post(`/api/camera/events/${later}/reject`, { reason: 'nothing' })
    expect(Date.parse((await original(later))?.at ?? '')).toBe(clock.now + 14 * day)
  })

  test('and how long an approval holds is what the city says when it is given', async () => {
    expect((await set(steward, 'viewMinutes', 5)).status).toBe(204)
    expect(await nowOf('viewMinutes')).toBe(5)
    const { id } = await tell()
    const { json } = await dispatcher.post(`/api/camera/events/${id}/requests`, {
      ...{ purpose: 'verify', words: '核实画面内容是否属实' },
    })
    expect((await duty.post(`/api/camera/requests/${json.id}/approve`, { words: '同意' })).status).toBe(204)
    clock.now += 5 * 60_000 - 1
    expect((await bytesFor(dispatcher, `/api/camera/requests/${json.id}/views`, 'POST')).status).toBe(200)
    clock.now += 1
    expect((await bytesFor(dispatcher, `/api/camera/requests/${json.id}/views`, 'POST')).status).toBe(403)
  })
})
