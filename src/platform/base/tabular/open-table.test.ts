import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import {
  bytesSource,
  type Cell,
  cellText,
  type Encoding,
  openTable,
  type TableOptions,
  writeCsv,
  writeXlsx,
} from './index.ts'
import type { CsvOptions } from './write-csv.ts'

async function read(bytes: Uint8Array, options?: TableOptions) {
  const table = await openTable(bytesSource(bytes), options)
  const rows = []
  for await (const batch of table.batches()) rows.push(...batch.rows)
  await table.close()
  return { shape: table.shape, rows, cells: rows.map((row) => row.cells) }
}
const readText = (text: string, options?: TableOptions) => read(Buffer.from(text), options)

const chinese =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严'
const letter = fc.constantFrom(...chinese, ...'abcXYZ019 ,;|，"\'\r\n\t。？！%-=+@')
const cellArb = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: letter, maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("'=1", "''+a", '=SUM(A1)', '@x', '-5', '+86', "'", '\t=x', '＝1') },
)
/** A table as people have them: named columns, rows that are not empty. */
const tableArb = fc.integer({ min: 2, max: 6 }).chain((width) =>
  fc.record({
    headers: fc.constant(['编号', '标题', '留言 详情', 'Closed Date', '区', '说明'].slice(0, width)),
    rows: fc.array(
      fc.array(cellArb, { minLength: width, maxLength: width }).filter((row) => row.some((cell) => cell.trim() !== '')),
      { minLength: 1, maxLength: 15 },
    ),
  }),
)
const emptyAsNull = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => (cell === '' ? null : cell)))

/** The bytes of a text in one encoding, with or without its mark. */
function encoded(text: string, encoding: Encoding, bom: boolean): Buffer {
  const name = encoding === 'utf-16be' ? 'utf16-be' : encoding === 'utf-16le' ? 'utf16-le' : encoding
  return iconv.encode((bom ? '\ufeff' : '') + text, name)
}

describe('any table, however written, is read back the same', () => {
  const how = fc.record({
    encoding: fc.constantFrom<Encoding>('utf-8', 'gb18030', 'utf-16le', 'utf-16be'),
    bom: fc.boolean(),
    separator: fc.constantFrom(',', ';', '\t', '|', '，'),
    lineBreak: fc.constantFrom<'\r\n' | '\n' | '\r'>('\r\n', '\n', '\r'),
    quotes: fc.constantFrom<'needed' | 'all'>('needed', 'all'),
    guard: fc.boolean(),
  })

  it('when told how it was written', async () => {
    await fc.assert(
      fc.asyncProperty(tableArb, how, async (table, { encoding, bom, separator, lineBreak, quotes, guard }) => {
        const options: CsvOptions = { encoding: 'utf-8', separator, lineBreak, quotes, guard }
        const text = (await buffer(writeCsv([table.headers, ...table.rows], options))).toString()
        const { cells, rows, shape } = await read(encoded(text, encoding, bom), {
          encoding,
          separator,
          header: 1,
          guarded: guard,
        })
        expect(shape.headers.map((header) => header.original)).toEqual(table.headers)
        expect(cells).toEqual(emptyAsNull(table.rows))
        expect(rows.filter((row) => row.troubles)).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  it('when it has to find out by itself', async () => {
    const word = fc.string({ unit: fc.constantFrom(...chinese), minLength: 2, maxLength: 12 })
    const sentence = fc
      .tuple(word, fc.constantFrom('，', '。', ', ', '\n', '"', ' ', ';'), word)
      .map((parts) => parts.join(''))
    const rowArb = fc.tuple(
      fc.integer({ min: 1000, max: 99999 }).map(String),
      word,
      sentence,
      fc
        .date({ min: new Date('2001-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArb, { minLength: 5, maxLength: 40 }),
        how,
        async (data, { encoding, bom, separator, lineBreak, quotes }) => {
          const headers = ['留言编号', '用户', '留言详情', '时间']
          const text = (
            await buffer(writeCsv([headers, ...data], { encoding: 'utf-8', separator, lineBreak, quotes }))
          ).toString()
          const { cells, shape } = await read(encoded(text, encoding, bom))
          expect(shape.text).toMatchObject({ encoding, separator })
          expect(shape.headers.map((header) => header.name)).toEqual(headers)
          expect(cells).toEqual(emptyAsNull(data))
        },
      ),
      { numRuns: 600 },
    )
  })

  it('as a workbook, with its types', async () => {
    const typed: fc.Arbitrary<Cell> = fc.oneof(
      cellArb.filter((text) => text !== ''),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }).map((value) => value + 0),
      fc.boolean(),
      fc
        .date({ min: new Date('1900-03-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((date) => ({ wall: date.toISOString().slice(0, 10) })),
      fc
        .date({ min: new Date('1900-03-01'), max: new Date('2200-12-31'), noInvalidDate: true })
        .map((date) => ({ wall: date.toISOString().slice(0, 19) })),
      fc.constant(null),
    )
    const rows = fc.array(
      fc.array(typed, { minLength: 3, maxLength: 3 }).filter((row) => row.some((cell) => cellText(cell).trim() !== '')),
      { minLength: 1, maxLength: 10 },
    )
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const { cells } = await read(await buffer(writeXlsx([['甲', '乙', '丙'], ...data])), { header: 1 })
        expect(cells).toEqual(data)
      }),
      { numRuns: 400 },
    )
  })
})

describe('the header', () => {
  it('is found below title lines, and the lines are kept', async () => {
    const { shape, cells } = await readText(
      '某区热线工单汇总表,,\n制表日期：2026年1月,,\n\n编号,标题,时间\n1,路灯不亮,2026-01-02\n2,积水,2026-01-03\n',
    )
    expect(shape.headerRow).toBe(4)
    expect(shape.titles).toEqual(['某区热线工单汇总表', '制表日期：2026年1月'])
    expect(cells).toEqual([
      ['1', '路灯不亮', '2026-01-02'],
      ['2', '积水', '2026-01-03'],
    ])
  })

  it('is missing when the first row is data like the others', async () => {
    const { shape, cells } = await readText('1,2019-04-25,3.5\n2,2019-04-26,3.7\n3,2019-04-27,3.9\n4,2019-04-28,4.1\n')
    expect(shape.headerRow).toBeNull()
    expect(shape.headers.map((header) => header.name)).toEqual(['#1', '#2', '#3'])
    expect(cells).toHaveLength(4)
  })

  it('may hold years', async () => {
    const { shape } = await readText('地区,2019,2020,2021\n上海,1.1,1.2,1.3\n北京,1.4,1.5,1.6\n')
    expect(shape.headerRow).toBe(1)
    expect(shape.headers.map((header) => header.name)).toEqual(['地区', '2019', '2020', '2021'])
  })

  it('gets names where they are empty and numbers where they repeat', async () => {
    const { shape } = await readText('名称,,名称,"多\n行"\n路灯,甲,乙,丙\n积水,丁,戊,己\n')
    expect(shape.headers.map((header) => header.name)).toEqual(['名称', '#2', '名称 (2)', '多 行'])
  })

  it('is taken from the names that are wanted when all columns are texts', async () => {
    const rows = '甲,乙\n丙,丁\n标题,内容\n路灯,不亮\n路面,塌陷\n'
    expect((await readText(rows, { knownNames: ['标题', '内容'] })).shape.headerRow).toBe(3)
  })

  it('can be chosen, or denied', async () => {
    expect((await readText('a,b\nc,d\ne,f\n', { header: 2 })).shape).toMatchObject({ headerRow: 2, titles: ['a b'] })
    expect((await readText('a,b\nc,d\n', { header: 'none' })).cells).toHaveLength(2)
    await expect(readText('a,b\nc,d\n', { header: 9 })).rejects.toMatchObject({ code: 'table.noHeader' })
  })
})

describe('rows that do not fit', () => {
  it('are widened or reported, never shifted silently', async () => {
    const { rows } = await readText('编号,标题,时间\n1,a\n2,b,2020-01-01,,\n3,c,2020-01-02,extra\n,,\n')
    expect(rows.map((row) => [row.number, row.cells, row.troubles?.map((trouble) => trouble.code)])).toEqual([
      [2, ['1', 'a', null], ['too-few-cells']],
      [3, ['2', 'b', '2020-01-01'], ['too-many-cells']],
      [4, ['3', 'c', '2020-01-02'], ['too-many-cells']],
    ])
    expect(rows[2]?.troubles?.[0]?.found).toBe('extra')
  })

  it('are sound when every line ends with spare separators', async () => {
    const { rows, shape } = await readText('编号,标题,时间,,\n1,a,2020-01-01,,\n2,b,2020-01-01,,\n')
    expect(shape.headers).toHaveLength(3)
    expect(rows.every((row) => row.troubles === undefined && row.cells.length === 3)).toBe(true)
  })

  it('report bytes that are no character, by row', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`编号,标题\n${'1,路灯不亮了请来修理\n'.repeat(50)}2,坏`),
      Buffer.from([0xff, 0xe4, 0xb8]),
      Buffer.from('\n3,好\n'),
    ])
    const { rows, shape } = await read(bytes)
    expect(shape.text?.encoding).toBe('utf-8')
    expect(rows.filter((row) => row.troubles).map((row) => [row.number, row.troubles?.[0]?.code])).toEqual([
      [52, 'invalid-bytes'],
    ])
  })
})

describe('separators', () => {
  it.each([
    ['semicolons around decimal commas', 'name;value\na;1,5\nb;2,5\nc;3,5\n', ';'],
    ['Chinese commas', '编号，标题\n1，路灯\n2，积水\n', '，'],
    ['commas with Chinese commas in the text', '编号,内容\n1,路灯，不亮，很久\n2,积水，很深\n', ','],
    ['TAB with commas in the text', 'id\ttext\n1\ta, b, c\n2\td, e\n', '\t'],
    ['a hint of Excel', 'sep=|\nid|text\n1|a,b\n2|c,d\n', '|'],
  ])('%s', async (_, text, separator) => expect((await readText(text)).shape.text?.separator).toBe(separator))

  it('are none in a single column', async () => {
    const { cells } = await readText('内容\n路灯不亮\n积水\n')
    expect(cells).toEqual([['路灯不亮'], ['积水']])
  })
})

describe('what is no table is refused, with what to do', () => {
  it.each([
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'table.xls'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'table.otherKind'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'table.otherKind'],
    ['a web page called .xls', Buffer.from('\ufeff\r\n<html><table><tr><td>1</td></tr></table>'), 'table.html'],
    ['a web page in UTF-16', Buffer.from('\ufeff<html xmlns:o="urn">', 'utf16le'), 'table.html'],
    ['XML of Excel 2003', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'table.html'],
    ['JSON', Buffer.from('[{"a":1}]'), 'table.json'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]), 'table.otherKind'],
    ['noise', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)), 'table.binary'],
    ['nothing', Buffer.alloc(0), 'table.empty'],
    ['blank lines', Buffer.from('\n\n\r\n'), 'table.noRows'],
    ['a cut-off zip', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), 'table.broken'],
  ])('%s', async (_, bytes, code) => {
    await expect(read(bytes)).rejects.toMatchObject({ code })
  })
})
