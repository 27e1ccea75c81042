import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/command.ts'
import { hasRealData, realFile } from '../../src/platform/base/testing.ts'
import { cleanUp, dataFolder, startShudu } from './shudu-process.ts'

afterAll(cleanUp)

const shudu = async (args: readonly string[], env: Record<string, string>) => {
  const run = startShudu(env, 'src/cli/shudu.ts', args)
  return { code: await run.ended, lines: run.said().trimEnd().split('\n') }
}

describe('shudu import and export', () => {
  it('take a file in while the city runs, account for every row, and give it out again', {
    timeout: 180_000,
  }, async () => {
    const data = dataFolder()
    const env = { SHUDU_DATA: data, SHUDU_DEMO: '0' }
    const city = startShudu(env)
    await city.ready
    const file = join(data, 'old.csv')
    writeFileSync(
      file,
      '编号,内容,受理时间,办结时间\ni1,路灯不亮了,2026-01-01,2026-01-02\ni2,没有时间,,\ni3,年份写错,20202-01-01,\n',
    )
    const first = await shudu(['import', 'history', file], env)
    expect(first.lines.at(-1)).toBe('read 3, imported 1, already there 0, refused 2')
    expect(first.code).toBe(exitCodes.refused)
    const where = first.lines.at(-2)?.match(/^refused rows: (.+)$/)?.[1] ?? ''
    const refused = readFileSync(where, 'utf8')
    expect(refused.split('\r\n').map((line) => line.split(',').slice(0, 2).join())).toEqual([
      '\ufeff编号,内容',
      'i2,没有时间',
      'i3,年份写错',
      '',
    ])
    const again = await shudu(['import', 'history', file], env)
    expect(again.lines.at(-1)).toBe('read 3, imported 0, already there 1, refused 2')

    const mended = join(data, 'mended.csv')
    writeFileSync(
      mended,
      refused.replace('i2,没有时间,,', 'i2,没有时间,2026-01-03,').replace('20202-01-01,,', '2020-01-01,,'),
    )
    const whole = await shudu(['import', 'history', mended, '--refused', join(data, 'none.csv')], env)
    expect(whole.lines.slice(-2)).toEqual(['refused rows: none', 'read 2, imported 2, already there 0, refused 0'])
    expect(whole.code).toBe(exitCodes.ok)

    const out = join(data, 'out.json')
    expect((await shudu(['export', 'history', '--format', 'json', '--out', out], env)).code).toBe(exitCodes.ok)
    const rows = JSON.parse(readFileSync(out, 'utf8'))
    expect(rows.map((row: { external: string }) => row.external).sort()).toEqual(['i1', 'i2', 'i3'])
    await city.end()
  })

  it('say what is wrong and end with a code that says so', { timeout: 180_000 }, async () => {
    const env = { SHUDU_DATA: dataFolder(), SHUDU_DEMO: '0' }
    const missing = await shudu(['import', 'messages', 'nowhere.csv'], env)
    expect([missing.code, missing.lines.at(-1)]).toEqual([exitCodes.usage, 'There is no file nowhere.csv'])
    const strange = await shudu(['export', 'people'], env)
    expect([strange.code, strange.lines.at(-1)]).toEqual([
      exitCodes.usage,
      expect.stringContaining('Cannot export "people"'),
    ])
    const file = join(env.SHUDU_DATA, 'page.xls')
    writeFileSync(file, '<html><table></table></html>')
    const page = await shudu(['import', 'messages', file], env)
    expect(page.code).toBe(exitCodes.failed)
    expect(page.lines.at(-1)).toContain('web page')
  })

  it.skipIf(!hasRealData)(
    'take the real files (skipped where ../shared/data is not there)',
    { timeout: 300_000 },
    async () => {
      const env = { SHUDU_DATA: dataFolder(), SHUDU_DEMO: '0' }
      const city = startShudu(env)
      await city.ready
      const take = async (...args: string[]) => (await shudu(['import', ...args], env)).lines.at(-1)
      const labelled = () => take('messages', realFile('messages/labelled-495.xlsx'))
      expect(await labelled()).toBe('read 495, imported 494, already there 1, refused 0')
      expect(await labelled()).toBe('read 495, imported 0, already there 495, refused 0')
      const baltimore = () => take('history', realFile('us311/baltimore_311_sample.csv'), '--profile', 'baltimore-311')
      expect(await baltimore()).toBe('read 10000, imported 10000, already there 0, refused 0')
      expect(await baltimore()).toBe('read 10000, imported 0, already there 10000, refused 0')
      await city.end()
    },
  )
})
