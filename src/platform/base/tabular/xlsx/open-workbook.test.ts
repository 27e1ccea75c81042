import { buffer } from 'node:stream/consumers'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bytesSource, openTable, type TableOptions, writeXlsx } from '../index.ts'
import { StringStore } from './string-store.ts'
import { attribute, XmlReader } from './xml-reader.ts'
import { writeZip } from './zip-writer.ts'

/** The parts of a small workbook; a test replaces what it is about. */
type Parts = {
  sheet: string
  styles?: string
  strings?: string
  workbook?: string
  types?: string
  more?: readonly (readonly [string, string | Buffer])[]
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`

async function workbook({ sheet, styles, strings, workbook: book, types, more = [] }: Parts): Promise<Buffer> {
  const parts: (readonly [string, string | Buffer])[] = [
    [
      '[Content_Types].xml',
      types ??
        '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    ],
    ['_rels/.rels', `<Relationships>${relation('r1', 'officeDocument', '/xl/workbook.xml')}</Relationships>`],
    ['xl/workbook.xml', book ?? '<workbook><sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>'],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}${relation('r2', 'worksheet', 'worksheets/sheet2.xml')}${relation('r3', 'styles', 'styles.xml')}${relation('r4', 'sharedStrings', '/xl/sharedStrings.xml')}</Relationships>`,
    ],
    ['xl/worksheets/sheet1.xml', `<worksheet><sheetData>${sheet}</sheetData></worksheet>`],
    ...(styles ? [['xl/styles.xml', `<styleSheet>${styles}</styleSheet>`] as const] : []),
    ...(strings ? [['xl/sharedStrings.xml', `<sst>${strings}</sst>`] as const] : []),
    ...more,
  ]
  return buffer(writeZip(parts.map(([name, content]) => ({ name, content: [Buffer.from(content)] }))))
}

async function read(bytes: Uint8Array, options?: TableOptions) {
  const table = await openTable(bytesSource(bytes), options)
  const rows = []
  for await (const batch of table.batches()) rows.push(...batch.rows)
  await table.close()
  return { shape: table.shape, rows, cells: rows.map((row) => row.cells) }
}

const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`
const head = (...names: string[]) =>
  `<row r="1">${names.map((name, i) => text(`${'ABCDEF'[i]}1`, name)).join('')}</row>`

describe('cells', () => {
  it('come from shared strings with rich text joined, phonetic guides left out and escapes resolved', async () => {
    const strings =
      '<si><t>标题</t></si><si><r><t>路</t></r><r><rPr><b/></rPr><t xml:space="preserve">灯 </t></r><rPh sb="0" eb="1"><t>lu</t></rPh></si><si><t>a_x000D_&#10;&lt;b&gt; &amp;amp; _x005F_x000D_</t></si><si/>'
    const sheet =
      '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row><row r="3"><c r="A3" t="s"><v>2</v></c></row><row r="4"><c r="A4" t="s"><v>3</v></c></row><row r="5"><c r="A5" t="s"><v>99</v></c></row>'
    const { cells } = await read(await workbook({ sheet, strings }), { header: 1 })
    expect(cells).toEqual([['路灯 '], ['a\r\n<b> &amp; _x000D_']])
  })

  it('are dates when their format says so, in both calendars', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="0.00&quot;days&quot;"/><numFmt numFmtId="167" formatCode="[Red]#,##0_);\\(d\\)"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="21"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs>'
    const cell = (row: number, style: number, value: string) =>
      `<row r="${row}"><c r="A${row}" s="${style}"><v>${value}</v></c></row>`
    const sheet =
      head('值') +
      [
        [0, '43580'],
        [1, '43580'],
        [2, '43580.397326388891'],
        [3, '43580'],
        [4, '0.5'],
        [5, '1.5'],
        [6, '2'],
        [7, '3'],
        [1, '59'],
        [1, '61'],
        [1, '-3'],
        [1, '60'],
        [2, '43580'],
      ]
        .map(([style, value], i) => cell(i + 2, Number(style), String(value)))
        .join('')
    const { cells, rows } = await read(await workbook({ sheet, styles }), { header: 1 })
    expect(cells.flat()).toEqual([
      43580,
      { wall: '2019-04-25' },
      { wall: '2019-04-25T09:32:09' },
      { wall: '2019-04-25' },
      { wall: '12:00:00' },
      '36:00:00',
      2,
      3,
      { wall: '1900-02-28' },
      { wall: '1900-03-01' },
      -3,
      60,
      { wall: '2019-04-25T00:00:00' },
    ])
    expect(rows.filter((row) => row.troubles).map((row) => [row.number, row.troubles?.[0]?.code])).toEqual([
      [12, 'date-out-of-range'],
      [13, 'date-out-of-range'],
    ])
    const book = '<workbook><workbookPr date1904="1"/><sheets><sheet name="甲" r:id="r1"/></sheets></workbook>'
    const old = await read(await workbook({ sheet: head('值') + cell(2, 1, '42118'), styles, workbook: book }), {
      header: 1,
    })
    expect(old.cells).toEqual([[{ wall: '2019-04-25' }]])
    expect(old.shape.workbook?.date1904).toBe(true)
  })

  it('take the stored result of a formula, and say when there is none or it is an error', async () => {
    const sheet = `${head('和', '差', '商', '文')}<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1-1</f></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D2" t="str"><f>"a"</f><v>=a&amp;b</v></c></row>`
    const { rows } = await read(await workbook({ sheet }), { header: 1 })
    expect(rows[0]?.cells).toEqual([2, null, null, '=a&b'])
    expect(rows[0]?.troubles).toMatchObject([
      { code: 'formula-without-value', row: 2, column: 1 },
      { code: 'formula-error', row: 2, column: 2, found: '#DIV/0!' },
    ])
  })

  it('say when a number has lost its last digits, as citizen numbers typed as numbers do', async () => {
    const sheet = `${head('身份证号', '电话')}<row r="2"><c r="A2"><v>3.1010119900101101E+17</v></c><c r="B2"><v>13812341234</v></c></row>`
    const { rows } = await read(await workbook({ sheet }), { header: 1 })
    expect(rows[0]?.cells[1]).toBe(13812341234)
    expect(rows[0]?.troubles).toMatchObject([{ code: 'digits-lost', row: 2, column: 0 }])
  })

  it('know their places without being told', async () => {
    const sheet =
      '<row><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row><row><c><v>1</v></c><c t="b"><v>1</v></c></row>'
    expect((await read(await workbook({ sheet }), { header: 1 })).cells).toEqual([[1, true]])
  })
})

describe('sheets', () => {
  it('keep hidden rows, leave out formatted empty ones, and number rows as Excel does', async () => {
    const sheet = `${head('甲')}<row r="3" hidden="1">${text('A3', '藏')}</row><row r="4"><c r="A4" s="1"/></row><row r="1048576"><c r="A1048576"><v>7</v></c></row>`
    const { rows } = await read(await workbook({ sheet }), { header: 1 })
    expect(rows.map((row) => [row.number, row.cells])).toEqual([
      [3, ['藏']],
      [1048576, [7]],
    ])
  })

  it('give a value merged over rows to each of them, and leave one merged over columns where it is', async () => {
    const sheet = `<row r="1">${text('A1', '总表')}</row><row r="2">${text('A2', '区')}${text('B2', '街道')}${text('C2', '数')}</row><row r="3">${text('A3', '黄浦')}${text('B3', '外滩')}<c r="C3"><v>1</v></c></row><row r="4"><c r="A4"/>${text('B4', '豫园')}<c r="C4"><v>2</v></c></row><row r="5">${text('B5', '打浦桥')}</row><row r="6">${text('A6', '合计')}<c r="C6"><v>3</v></c></row></sheetData><mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A5"/><mergeCell ref="A6:B6"/></mergeCells><sheetData>`
    const { cells, shape } = await read(await workbook({ sheet }))
    expect(shape).toMatchObject({ headerRow: 2, titles: ['总表'], workbook: { mergedRanges: 3 } })
    expect(cells).toEqual([
      ['黄浦', '外滩', 1],
      ['黄浦', '豫园', 2],
      ['黄浦', '打浦桥', null],
      ['合计', null, 3],
    ])
  })

  it('can be chosen; without a choice the first visible one that holds anything is read', async () => {
    const book =
      '<workbook><sheets><sheet name="藏" state="hidden" r:id="r2"/><sheet name="空" r:id="r1"/><sheet name="数据" r:id="r5"/></sheets></workbook>'
    const sheet2 = `<worksheet><sheetData>${head('藏列')}<row r="2">${text('A2', '藏值')}</row></sheetData></worksheet>`
    const bytes = await workbook({ sheet: '', workbook: book, more: [['xl/worksheets/sheet2.xml', sheet2]] })
    expect((await read(bytes, { header: 1 })).shape.workbook).toMatchObject({
      sheet: '藏',
      sheets: [{ name: '藏', hidden: true }, { name: '空' }],
    })
    expect((await read(bytes, { sheet: '藏', header: 1 })).cells).toEqual([['藏值']])
    await expect(read(bytes, { sheet: '空' })).rejects.toMatchObject({ code: 'table.noRows' })
    await expect(read(bytes, { sheet: '没有' })).rejects.toMatchObject({ code: 'table.noSheet' })
  })
})

describe('archives made to do harm, or something else', () => {
  it('are refused when they would unpack to too much', async () => {
    const rows = `${head('a')}<row r="2">${text('A2', ' '.repeat(40_000_000))}</row>`
    const bytes = await workbook({ sheet: rows })
    expect(bytes.length).toBeLessThan(100_000)
    await expect(read(bytes)).rejects.toMatchObject({ code: 'table.bomb' })
    await expect(read(bytes, { limits: { inflatedBytes: 1_000_000, inflationRatio: 1e9 } })).rejects.toMatchObject({
      code: 'table.bomb',
    })
  })

  it('are refused when an entry lies about its size, or is damaged', async () => {
    const bytes = await workbook({ sheet: `${head('a')}<row r="2">${text('A2', 'x'.repeat(1000))}</row>` })
    const at = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46
    const lying = Buffer.from(bytes)
    lying.writeUInt32LE(10, at + 24)
    await expect(read(lying)).rejects.toMatchObject({ code: 'table.bomb' })
    const damaged = Buffer.from(bytes)
    damaged.writeUInt32LE(12345, at + 16)
    await expect(read(damaged)).rejects.toMatchObject({ code: 'table.broken' })
  })

  it('are refused with too many entries or entries that share bytes', async () => {
    const more = Array.from({ length: 50 }, (_, i) => [`xl/media/${i}.bin`, 'x'] as const)
    await expect(
      read(await workbook({ sheet: head('a'), more }), { limits: { zipEntries: 20 } }),
    ).rejects.toMatchObject({ code: 'table.bomb' })
    const bytes = await workbook({ sheet: head('a') })
    const first = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    const second = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]), first + 4)
    const shared = Buffer.from(bytes)
    shared.writeUInt32LE(shared.readUInt32LE(first + 42), second + 42)
    await expect(read(shared)).rejects.toMatchObject({ code: 'table.bomb' })
  })

  it('are refused when they declare entities', async () => {
    const sheet = `${head('a')}</sheetData><!DOCTYPE x [<!ENTITY a "aaaa">]><sheetData>`
    await expect(read(await workbook({ sheet }))).rejects.toMatchObject({ code: 'table.broken' })
  })

  it.each([
    [
      'a Word document',
      '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      /Word/,
    ],
    [
      'a binary workbook',
      '<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
      /xlsb/,
    ],
  ])('are refused when they are %s', async (_, types, kind) => {
    await expect(read(await workbook({ sheet: '', types }))).rejects.toMatchObject({
      code: 'table.otherZip',
      says: { en: expect.stringMatching(kind) },
    })
  })

  it('are refused when encrypted', async () => {
    const bytes = await workbook({ sheet: head('a') })
    const at = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46
    bytes.writeUInt16LE(0x0809, at + 8)
    await expect(read(bytes)).rejects.toMatchObject({ code: 'table.encrypted' })
  })
})

describe('reading piece by piece', () => {
  it('gives the same events wherever the document is cut', () => {
    const xml =
      '<?xml version="1.0"?><!-- <c> --><x:row r="1" a=\'>\' b="a>b"><c><![CDATA[<&>]]></c><v>1&amp;2</v><e/>\r\nend</x:row>'
    const events = (pieces: readonly string[]) => {
      const seen: string[] = []
      const reader = new XmlReader({
        open: (name, attributes) =>
          seen.push(`+${name}|${attribute(attributes, 'a') ?? ''}|${attribute(attributes, 'b') ?? ''}`),
        text: (piece) => seen.push(piece),
        close: (name) => seen.push(`-${name}`),
      })
      for (const piece of pieces) reader.push(piece)
      return seen
    }
    const whole = events([xml])
    expect(whole).toEqual([
      '+row|>|a>b',
      '+c||',
      '<&amp;>',
      '-c',
      '+v||',
      '1&amp;2',
      '-v',
      '+e||',
      '-e',
      '\nend',
      '-row',
    ])
    for (let cut = 1; cut < xml.length; cut++) expect(events([xml.slice(0, cut), xml.slice(cut)])).toEqual(whole)
  })

  it('holds more shared strings than memory is given to, and gives each back', () => {
    const store = new StringStore()
    const make = (i: number) => `${i}-${'诉求内容'.repeat(i % 700)}`
    const count = 70_000
    for (let i = 0; i < count; i++) store.add(make(i))
    const wrong = []
    for (let i = 0; i < count; i += 7) if (store.get(i) !== make(i)) wrong.push(i)
    for (let i = count - 1; i > 0; i -= 1013) if (store.get(i) !== make(i)) wrong.push(i)
    expect(wrong).toEqual([])
    expect(store.size).toBe(count)
    expect(store.get(count)).toBeUndefined()
    expect(store.get(Number.NaN)).toBeUndefined()
    store.close()
  })
})

describe('writing', () => {
  it('never makes a formula, cuts to what a cell holds, and keeps surrogate pairs whole', async () => {
    const long = `${'长'.repeat(32_766)}😀`
    const bytes = await buffer(writeXlsx([['a'], ['=1+1'], [long]], { sheet: "[bad]:*?/\\'" }))
    expect(bytes.includes(deflateRawSync(Buffer.from('<f>')))).toBe(false)
    const { cells, shape } = await read(bytes, { header: 1 })
    expect(cells).toEqual([['=1+1'], [long.slice(0, 32_766)]])
    expect(shape.workbook?.sheet).not.toMatch(/[[\]:*?/\\]/)
  })

  it('refuses more columns than a sheet holds', async () => {
    await expect(buffer(writeXlsx([Array.from({ length: 20_000 }, () => 1)]))).rejects.toMatchObject({
      code: 'table.tooManyRows',
    })
  })
})
