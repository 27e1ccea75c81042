import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RowSplitter } from './split-rows.ts'

const limits = { cellCharacters: 1000, columns: 50 }

function split(
  text: string,
  { separator = ',', width, pieces = 1 }: { separator?: string; width?: number; pieces?: number } = {},
) {
  const splitter = new RowSplitter(separator, limits)
  if (width) splitter.expect(width)
  const size = Math.max(1, Math.ceil(text.length / pieces))
  const rows = []
  for (let at = 0; at < text.length; at += size)
    rows.push(...splitter.push(text.slice(at, at + size), at + size >= text.length))
  return { rows, ends: splitter.lineEnds }
}

const cells = (text: string, more?: Parameters<typeof split>[1]) => split(text, more).rows.map((row) => row.cells)
const codes = (text: string, more?: Parameters<typeof split>[1]) =>
  split(text, more).rows.flatMap((row) => (row.troubles ?? []).map((trouble) => `${trouble.row}:${trouble.code}`))

describe('records', () => {
  it.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,"b, ""c""\r\nd"\ne,',
      [
        ['a', 'b, "c"\r\nd'],
        ['e', ''],
      ],
    ],
    ['"","",\n', [['', '', '']]],
    [
      '"a" ,"b"  \nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a,b"c"\n', [['a', 'b"c"']]],
  ])('%j', (text, rows) => expect(cells(text)).toEqual(rows))

  it('counts empty lines without giving them', () => {
    expect(split('a\n\n\r\nb\n').rows.map((row) => row.number)).toEqual([1, 4])
    expect(split('a\r\nb\nc\rd').ends).toEqual({ crlf: 1, lf: 1, cr: 1 })
  })

  it('gives the same whatever pieces the text comes in', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\r', '\n', ' ', '\t', '😀'), maxLength: 8 })
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 30 }).map((parts) => parts.join('')),
        fc.integer({ min: 2, max: 12 }),
        (text, pieces) => {
          expect(split(text, { pieces, width: 3 })).toEqual(split(text, { width: 3 }))
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('broken quoting', () => {
  it('reads marks inside a cell as they stand and says so', () => {
    expect(cells('1,"he said "no" twice",x\n2,b,y\n', { width: 3 })).toEqual([
      ['1', 'he said "no" twice', 'x'],
      ['2', 'b', 'y'],
    ])
    expect(codes('1,"he said "no" twice",x\n2,b,y\n')).toEqual(['1:stray-quote'])
    expect(codes('1,5" pipe,x\n')).toEqual(['1:stray-quote'])
  })

  it('keeps a text over two lines whose inner marks are not doubled', () => {
    expect(cells('1,"he said "no" twice\nand left",x\n', { width: 3 })).toEqual([
      ['1', 'he said "no" twice\nand left', 'x'],
    ])
  })

  it('never lets one mark swallow the rows below it', () => {
    const text = '1,"open,x\n2,b,y\n3,"c",z\n4,d,"e"\n'
    expect(cells(text, { width: 3 })).toEqual([
      ['1', '"open', 'x'],
      ['2', 'b', 'y'],
      ['3', 'c', 'z'],
      ['4', 'd', 'e'],
    ])
    expect(codes(text, { width: 3 })).toEqual(['1:stray-quote'])
  })

  it('reads a mark that never closes as it stands', () => {
    expect(cells('1,b,x\n2,"open,y\n3,c,z\n', { width: 3 })).toEqual([
      ['1', 'b', 'x'],
      ['2', '"open', 'y'],
      ['3', 'c', 'z'],
    ])
    expect(codes('1,b,x\n2,"open,y\n3,c,z\n', { width: 3 })).toEqual(['2:unclosed-quote'])
  })

  it('stays linear on a file where every row opens a mark and never closes it', () => {
    const rows = split('"x,b\n'.repeat(60_000), { width: 2 }).rows
    expect(rows).toHaveLength(60_000)
    expect(rows.every((row) => row.cells[1] === 'b' && row.troubles?.length === 1)).toBe(true)
  })
})

describe('bad bytes and bounds', () => {
  it('takes NUL out, and reports it and what could not be decoded, with row and column', () => {
    const { rows } = split('a,b\nc\0\0,\ufffdd\n')
    expect(rows[1]?.cells).toEqual(['c', '\ufffdd'])
    expect(rows[1]?.troubles).toMatchObject([
      { code: 'nul-bytes', row: 2, column: 0 },
      { code: 'invalid-bytes', row: 2, column: 1 },
    ])
    expect(rows[0]?.troubles).toBeUndefined()
  })

  it('cuts a cell that is too long and says so', () => {
    const { rows } = split(`a,${'x'.repeat(5000)}\nb,c\n`)
    expect(rows[0]?.cells[1]).toHaveLength(1000)
    expect(rows[0]?.troubles).toMatchObject([{ code: 'cell-too-long', row: 1, column: 1 }])
    expect(rows[1]?.cells).toEqual(['b', 'c'])
  })

  it('keeps at most one cell more than the columns allowed', () => {
    expect(split(','.repeat(10_000)).rows[0]?.cells).toHaveLength(51)
    expect(split(`"",${','.repeat(10_000)}`).rows[0]?.cells).toHaveLength(51)
  })

  it('refuses a text without any line end, longer than a row can be', () => {
    const splitter = new RowSplitter(',', limits)
    const piece = 'x'.repeat(1 << 20)
    expect(() => {
      for (let i = 0; i < 200; i++) splitter.push(piece, false)
    }).toThrow(expect.objectContaining({ code: 'table.longRow' }))
  })
})
