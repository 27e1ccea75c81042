import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, type CsvOptions, guarded, guardTaken, writeCsv } from './index.ts'

const written = async (rows: readonly (readonly Cell[])[], options?: CsvOptions) =>
  (await buffer(writeCsv(rows, options))).toString()

describe('formulas', () => {
  it.each(['=1+1', '+1+1', '-1+cmd', '@SUM(A1)', '\t=1', '\r=1', '＝1', '=HYPERLINK("http://x")'])(
    '%j is written as text',
    async (text) => {
      const line = await written([[text]], { encoding: 'utf-8' })
      expect(line.replace(/^"/, '').startsWith("'")).toBe(true)
    },
  )

  it('leaves numbers as numbers, typed or not', async () => {
    expect(await written([[-5.25, '-5.25', '+86', '1e3', '-1e-7']], { encoding: 'utf-8' })).toBe(
      '-5.25,-5.25,+86,1e3,-1e-7\r\n',
    )
  })

  it('can be taken back exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '1', 'a', '\t', '＝') }), (text) => {
        expect(guardTaken(guarded(text))).toBe(text)
        expect(/^[=+\-@\t\r＝]/.test(guarded(text)) && Number.isNaN(Number(text))).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('form', () => {
  it('has a mark for Excel unless told otherwise, CR LF, and marks only where needed', async () => {
    expect(await written([['a', 'b,c', 'd"e', 'f\ng', ' h', null, true, { wall: '2019-04-25' }]])).toBe(
      '\ufeffa,"b,c","d""e","f\ng"," h",,TRUE,2019-04-25\r\n',
    )
    expect(await written([['a', 1]], { encoding: 'utf-8', quotes: 'all', separator: '\t', lineBreak: '\n' })).toBe(
      '"a"\t1\n',
    )
  })

  it('writes GB18030 for old programs', async () => {
    const bytes = await buffer(writeCsv([['路灯']], { encoding: 'gb18030', lineBreak: '\n' }))
    expect([...bytes]).toEqual([0xc2, 0xb7, 0xb5, 0xc6, 0x0a])
  })
})
