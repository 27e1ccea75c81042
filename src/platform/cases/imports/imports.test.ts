import { request } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import iconv from 'iconv-lite'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { bytesSource, openTable } from '../../base/index.ts'
import { person } from '../testing/small-city.ts'
import { importCity } from './testing/import-city.ts'

const { city, db, operator, send, finish, exports, imports } = await importCity()

const file = (content: string | Uint8Array<ArrayBuffer>) => new Blob([content])
const take = async (what: string, content: string, name = 'file.csv') =>
  finish((await send(what, file(content), name)).id)
const caseOf = async (external: string) =>
  (
    await sql<
      Record<string, unknown>
    >`select id, title, status, step, opened_at, closed_at, class, state from cases.case
      where external = ${external}`.execute(db)
  ).rows[0]

const headers = '留言编号,留言用户,留言主题,留言时间,留言详情,联系电话,一级分类,二级分类,答复意见,答复时间,经度,纬度'

describe('each row', () => {
  it('is taken, taken with a note, or refused with row, field, reason and how to mend it', async () => {
    const rows = [
      'a1,甲,路灯,2026/5/1 08:30,路灯不亮三天了,13800138000,城乡建设,市政设施,,,121.47,31.23',
      'a2,乙,积水,20202/5/1 08:30,门口积水很深,12,,,,,0,0',
      'a3,丙,噪声,2026/5/1 09:00,夜里施工噪声,,,,已处理,20202/5/3,,',
      'a4,丁,停车,2026/5/3 09:00,停车乱,,,,已处理,2026/5/1 08:00,,',
      'a5,戊,空的,2026/5/1 09:00,,,,,,,,',
      'a6,己,,2026/5/1 09:00,,,,,,,,',
      'a7,庚,逗号,2026/5/1 09:00,没有,引号,的,逗号,,,,,多',
      'a8,辛,答了,2026/5/1 09:00,答了没有时间,,,,已处理,,,',
      ',壬,没有编号,2026/5/1 09:00,没有编号也可以,,,,,,,',
      ',壬,没有编号,2026/5/1 09:00,没有编号也可以,,,,,,,',
      'a1,甲,路灯,2026/5/1 08:30,路灯不亮三天了,13800138000,城乡建设,市政设施,,,121.47,31.23',
      'a1,甲,别的,2026/5/1 08:30,同一编号别的内容,,,,,,,',
    ]
    const done = await take('messages', [headers, ...rows].join('\r\n'))
    expect(done.counts).toEqual({ read: 12, imported: 4, already: 2, refused: 6, noted: 1 })
    const { rows: account } = await sql<{ row: number; outcome: string; codes: string[] | null }>`
      select row, outcome, (select json_agg(concat_ws(' ', n->>'field', n->>'code')) from jsonb_array_elements(notes) n) as codes
      from cases.import_row where import = ${done.id} order by row`.execute(db)
    expect(account.map(({ row, outcome, codes }) => [row, outcome, codes])).toEqual([
      [2, 'imported', null],
      [3, 'imported', ['openedAt unreadable', 'lng placeholder', 'phone phone']],
      [4, 'refused', ['closedAt unreadable']],
      [5, 'refused', ['closedAt order']],
      [6, 'imported', null],
      [7, 'refused', ['text needed']],
      [8, 'refused', ['too-many-cells']],
      [9, 'refused', ['closedAt needed']],
      [10, 'imported', null],
      [11, 'already', null],
      [12, 'already', null],
      [13, 'refused', ['external number-twice']],
    ])
  })

  it('keeps what it said: class, place, times; a person’s phone apart', async () => {
    const made = await caseOf('a1')
    expect(made).toMatchObject({
      title: '路灯',
      status: 'open',
      step: 'sort',
      opened_at: '2026-05-01T00:30:00.000Z',
      class: '城乡建设/市政设施',
      state: {
        answers: { what: '路灯不亮三天了', where: { point: [121.47, 31.23] } },
        origin: { channel: 'file', row: 2 },
      },
    })
    expect(JSON.stringify(made)).not.toContain('13800138000')
    const { rows } = await sql<{
      answers: unknown
    }>`select answers from cases.personal where case_id = ${made?.id}`.execute(db)
    expect(rows).toEqual([{ answers: { name: '甲', phone: '13800138000' } }])
  })

  it('tells other rooms, live cases one by one', async () => {
    const made = await caseOf('a1')
    const { rows } = await sql<{
      type: string
    }>`select type from base.event where key = ${made?.id} order by seq`.execute(db)
    expect(rows.map((row) => row.type)).toEqual(['case.submitted', 'case.recorded', 'case.opened'])
    const told = await sql<{
      payload: { classified: number }
    }>`select payload from base.event where type = 'import.classified'`.execute(db)
    expect(told.rows).toMatchObject([{ payload: { classified: 1, what: 'messages' } }])
  })
})

describe('refused rows', () => {
  it('come back as a file with the reasons, which can be mended and sent again', async () => {
    const before =
      '编号,标题,内容,时间\nb1,好,内容正常,2026-01-01\nb2,=cmd,,2026-01-02\nb3,没有时间也行,"第一行\n第二行",20202-01-03\n'
    const done = await take('history', before.replace('时间', '受理时间'), 'three.csv')
    expect(done.counts).toMatchObject({ read: 3, imported: 2, refused: 1 })
    const answer = await operator.get(`/api/imports/${done.id}/refused.csv`, { 'accept-language': 'en' })
    expect(answer.headers.get('content-disposition')).toContain('three-refused.csv')
    const table = await openTable(bytesSource(Buffer.from(`\ufeff${answer.text.replace(/^\ufeff/, '')}`)), {
      guarded: true,
    })
    const rows = []
    for await (const batch of table.batches()) rows.push(...batch.rows.map((row) => row.cells))
    expect(rows).toEqual([
      [
        'b3',
        '没有时间也行',
        '第一行\n第二行',
        '20202-01-03',
        '4',
        'Created',
        expect.stringMatching(/20202-01-03/),
        'write it as 2026-05-01 08:30:00',
      ],
    ])
    const mended = await take('history', answer.text.replace('20202-01-03', '2020-01-03'), 'mended.csv')
    expect(mended.counts).toMatchObject({ read: 1, imported: 1, refused: 0 })
    expect(await caseOf('b3')).toMatchObject({
      opened_at: '2020-01-02T16:00:00.000Z',
      state: { answers: { what: '第一行\n第二行' } },
    })
  })

  it('keep a text that looks like a formula as it was, there and back', async () => {
    const done = await take('history', '编号,内容,受理时间\nb4,=1+1,\nb5,ok ok,2026-01-01\n', 'formula.csv')
    const answer = await operator.get(`/api/imports/${done.id}/refused.csv`)
    expect(answer.text).toContain("b4,'=1+1,")
    const mended = await take('history', answer.text.replace("'=1+1,,", "'=1+1,2026-01-01,"), 'mended.csv')
    expect(mended.counts).toMatchObject({ imported: 1 })
    expect(await caseOf('b4')).toMatchObject({ state: { answers: { what: '=1+1' } } })
  })
})

describe('before the start', () => {
  it('columns that are needed must be chosen, and can be', async () => {
    const sent = await send('messages', file('甲,乙\nc1,路灯不亮了\nc2,积水很深了\n'), 'odd.csv')
    expect(sent.preview.missing).toEqual(['text'])
    expect((await operator.post(`/api/imports/${sent.id}/start`)).json).toMatchObject({ code: 'import.unmapped' })
    const strange = await operator.call('PATCH', `/api/imports/${sent.id}`, { columns: { text: '丙' } })
    expect(strange.json).toMatchObject({ code: 'import.noColumn', detail: expect.stringContaining('丙') })
    const unknown = await operator.call('PATCH', `/api/imports/${sent.id}`, { columns: { nothing: '乙' } })
    expect(unknown.json).toMatchObject({ code: 'import.noField' })
    const chosen = await operator.call('PATCH', `/api/imports/${sent.id}`, { columns: { external: '甲', text: '乙' } })
    expect(chosen.json.preview).toMatchObject({ missing: [], checked: 2, refused: 0 })
    const more = await operator.call('PATCH', `/api/imports/${sent.id}`, { source: 'odd', treat: 'history' })
    expect(more.json.settings).toMatchObject({
      columns: { external: '甲', text: '乙' },
      source: 'odd',
      treat: 'history',
    })
    const back = await operator.call('PATCH', `/api/imports/${sent.id}`, { treat: 'auto' })
    expect(back.json.settings).toMatchObject({ columns: { external: '甲', text: '乙' }, source: 'odd', treat: 'auto' })
    expect((await finish(sent.id)).counts).toMatchObject({ read: 2, imported: 2 })
  })

  it('the mapping is remembered for the next file with these headers', async () => {
    const next = await send('messages', file('甲,乙\nc3,路灯又不亮了\n'), 'odd-again.csv')
    expect(next.settings.columns).toEqual({ external: '甲', text: '乙' })
    expect((await finish(next.id)).counts).toMatchObject({ read: 1, imported: 1 })
  })

  it('dates that could be read either way must be settled', async () => {
    const content = 'id,text,created date\nd1,light is out,04/12/2018\nd2,water on road,05/11/2018\n'
    const sent = await send('history', file(content), 'dates.csv')
    expect(sent.preview.ambiguous).toMatchObject([{ field: 'openedAt', column: 'created date' }])
    expect((await operator.post(`/api/imports/${sent.id}/start`)).json).toMatchObject({ code: 'import.unsettled' })
    const habits = { openedAt: { order: 'mdy', zone: 'America/New_York' } }
    const settled = await operator.call('PATCH', `/api/imports/${sent.id}`, { habits })
    expect(settled.json.preview.ambiguous).toEqual([])
    await finish(sent.id)
    expect(await caseOf('d1')).toMatchObject({ opened_at: '2018-04-12T04:00:00.000Z', status: 'open', step: null })
  })

  it('encoding and header can be overruled, and a profile kept under a name', async () => {
    const bytes = new Uint8Array(iconv.encode('汇总,,\n编号,内容,时间\ne1,路灯,2026-01-01\n', 'gb18030'))
    const sent = await send('messages', file(bytes), 'gb.csv')
    const wrong = await operator.call('PATCH', `/api/imports/${sent.id}`, { table: { encoding: 'utf-8' } })
    expect(wrong.json.preview.problems).toContainEqual(
      expect.objectContaining({ code: 'invalid-bytes', refuses: true }),
    )
    const right = await operator.call('PATCH', `/api/imports/${sent.id}`, { table: { encoding: 'gb18030', header: 2 } })
    expect(right.json).toMatchObject({
      table: { encoding: 'gb18030', headerRow: 2, titles: ['汇总'] },
      preview: { refused: 0 },
    })
    const kept = await operator.call('PUT', '/api/import-profiles/our-street', { import: sent.id, title: '本街道' })
    expect(kept.status).toBe(204)
    const profiles = (await operator.get('/api/import-profiles')).json
    expect(profiles.map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining(['baltimore-311', 'our-street']),
    )
    expect((await operator.call('DELETE', '/api/import-profiles/our-street')).status).toBe(204)
    expect((await operator.call('DELETE', '/api/import-profiles/our-street')).json).toMatchObject({
      code: 'import.noProfile',
    })
  })
})

describe('a file that cannot be taken', () => {
  it.each([
    ['messages', 'old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'table.xls'],
    ['messages', 'page.xls', '<html><table></table></html>', 'table.html'],
    ['messages', 'empty.csv', '', 'table.empty'],
    ['people', 'a.csv', 'a,b\n1,2\n', 'import.noKind'],
  ])('%s from %s is refused with what to do', async (what, name, content, code) => {
    const form = new FormData()
    form.append('file', file(content), name)
    const answer = await operator.call('POST', `/api/imports?what=${what}`, form, { 'accept-language': 'en' })
    expect(answer.json).toMatchObject({ code, todo: expect.stringMatching(/\w+/) })
    expect(answer.status).toBe(422)
  })

  it('of more than 2 GB is refused before it is read', async () => {
    const url = new URL(`${city.url}/api/imports?what=messages`)
    const actor = { 'x-test-actor': 'operator' }
    const status = await new Promise<number>((done, failed) => {
      const headers = { ...actor, 'content-type': 'multipart/form-data; boundary=x', 'content-length': 3 * 2 ** 30 }
      const call = request(url, { method: 'POST', headers }, async (response) => {
        await text(response)
        done(response.statusCode ?? 0)
        call.destroy()
      })
      call.on('error', failed)
      call.flushHeaders()
    })
    expect(status).toBe(413)
  })

  it('is nobody’s business who may not import', async () => {
    const clerk = city.as(person('clerk', ['clerk', 'park']))
    expect((await clerk.get('/api/imports')).status).toBe(403)
    expect((await city.get('/api/imports')).status).toBe(401)
  })
})

describe('an import', () => {
  it('can be stopped and gone on with; what is done cannot be started again', async () => {
    const sent = await send('messages', file('编号,内容\nf1,路灯不亮\nf2,积水\n'), 'stop.csv')
    expect((await operator.post(`/api/imports/${sent.id}/cancel`)).json).toMatchObject({ state: 'cancelled' })
    expect((await operator.call('PATCH', `/api/imports/${sent.id}`, { source: 'other' })).json).toMatchObject({
      code: 'import.notNow',
    })
    expect((await finish(sent.id)).counts).toMatchObject({ read: 2, imported: 2 })
    expect((await operator.post(`/api/imports/${sent.id}/start`)).json).toMatchObject({ code: 'import.notNow' })
    expect((await operator.get('/api/imports')).json.items[0]).toMatchObject({ id: sent.id, state: 'done' })
  })
})

describe('classes for cases that are there already', () => {
  it('teach the sorter, once', async () => {
    const plain = await take('messages', '编号,内容\nl1,公园里的路灯不亮\n')
    expect(plain).toMatchObject({ classified: 0 })
    const classed = await take('messages', '编号,内容,一级分类\nl1,公园里的路灯不亮,城乡建设\n')
    expect(classed).toMatchObject({ counts: { imported: 0, already: 1 }, classified: 1 })
    const learnt = []
    for await (const one of imports.classified(classed.id)) learnt.push(one)
    expect(learnt).toMatchObject([{ text: '公园里的路灯不亮', class: '城乡建设' }])
  })
})

describe('an import that is removed', () => {
  it('takes its file and its rows along, and leaves the cases', async () => {
    const done = await take('messages', '编号,内容\nr1,路灯不亮了\nr2,\n')
    const { file: hash } = await imports.get(done.id)
    expect(await city.base.files.has(hash)).toBe(true)
    expect((await operator.call('DELETE', `/api/imports/${done.id}`)).status).toBe(204)
    expect((await operator.get(`/api/imports/${done.id}`)).json).toMatchObject({ code: 'import.missing' })
    expect(await city.base.files.has(hash)).toBe(false)
    expect(await caseOf('r1')).toMatchObject({ status: 'open' })
    expect((await take('messages', '编号,内容\nr1,路灯不亮了\n')).counts).toMatchObject({ imported: 0, already: 1 })
  })
})

describe('an export', () => {
  it('gives what came in, and comes in again without making anything twice', async () => {
    const csv = (await buffer(exports.write('history', 'csv'))).toString()
    expect(csv).toMatch(/^\ufeffnumber,pack,source,external,/)
    const table = await openTable(bytesSource(Buffer.from(csv)), { guarded: true })
    const names = table.shape.headers.map((header) => header.name)
    const rows = []
    for await (const batch of table.batches()) rows.push(...batch.rows)
    const b4 = rows.find((row) => row.cells[names.indexOf('external')] === 'b4')
    expect(b4?.cells[names.indexOf('text')]).toBe('=1+1')
    expect(b4?.cells[names.indexOf('opened_at')]).toBe('2025-12-31T16:00:00.000Z')
    const json = JSON.parse(await text(exports.write('history', 'json')))
    expect(json).toHaveLength(rows.length)
    expect(json.find((one: { external: string }) => one.external === 'd1')).toMatchObject({
      text: 'light is out',
      is_history: true,
      lng: null,
    })
  })

  it('is guarded, and knows its formats and kinds', async () => {
    expect((await operator.get('/api/exports/cases')).status).toBe(403)
    const officer = city.as(person('officer', ['data-officer', 'sh']))
    const answer = await officer.get('/api/exports/cases?format=json')
    expect(answer.json.length).toBeGreaterThan(5)
    expect((await officer.get('/api/exports/people')).json).toMatchObject({ code: 'import.noExport' })
    expect((await officer.get('/api/exports/cases?format=xls')).status).toBe(422)
    const parquet = await officer.get('/api/exports/cases?format=parquet')
    expect(parquet.text.slice(0, 4)).toBe('PAR1')
  })
})
