import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/command.ts'
import { projectFolder } from '../../src/platform/base/index.ts'
import { runHere } from './in-process.ts'
import { cleanUp, dataFolder, startShudu } from './shudu-process.ts'

afterAll(cleanUp)

const shudu = async (args: readonly string[], env: Record<string, string> = {}) => {
  const run = startShudu(env, 'src/cli/shudu.ts', args)
  return { code: await run.ended, said: run.said() }
}

const commands = readdirSync(join(projectFolder, 'src/cli/commands'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.slice(0, -3))

describe('shudu', () => {
  it('lists every command and every exit code in its help', async () => {
    const { code, said } = await shudu(['--help'])
    expect(code).toBe(exitCodes.ok)
    for (const name of commands) expect(said).toMatch(new RegExp(`^  shudu ${name} +\\S`, 'm'))
    for (const number of Object.values(exitCodes)) expect(said).toMatch(new RegExp(`^  ${number}  \\S`, 'm'))
    expect((await shudu(['--help'], { LANG: 'zh_CN.UTF-8' })).said).toContain('退出码')
  })

  it.each(commands)('says how %s is called', async (name) => {
    const { code, said } = await runHere([name, '--help'])
    expect(code).toBe(exitCodes.ok)
    expect(said).toMatch(new RegExp(`^shudu ${name}`))
  })

  it.each([
    [['sing'], 'There is no command "sing"'],
    [['serve', '--loud'], '--loud'],
    [['serve', 'now'], 'Usage: shudu serve'],
    [['serve', '--roles', 'sleep'], 'There is no role "sleep"'],
    [['backup'], 'Usage: shudu backup <file>'],
    [['token'], 'Usage: shudu token'],
  ])('answers %j with what is wrong and code 2', async (args, why) => {
    const { code, said } = await runHere(args)
    expect(said).toContain(why)
    expect(code).toBe(exitCodes.usage)
  })

  it('says of a data folder that cannot be used what to do, without a trace of the program', async () => {
    const data = join(dataFolder(), 'file')
    writeFileSync(data, '')
    const { code, said } = await shudu(['serve'], { SHUDU_DATA: data })
    expect(said).toContain(`Shudu cannot write to ${data}`)
    expect(said).not.toContain('    at ')
    expect(code).toBe(exitCodes.unavailable)
  })

  it('documents its exit codes and settings where operators look', () => {
    const page = readFileSync(join(projectFolder, 'docs/operating.md'), 'utf8')
    const table = [...page.matchAll(/^\| (\d) \| `(\w+)` \|/gm)].map(([, code, name]) => [name, Number(code)])
    expect(Object.fromEntries(table)).toEqual(exitCodes)
    const read = readFileSync(join(projectFolder, 'src/platform/base/config.ts'), 'utf8')
    for (const [, name] of read.matchAll(/env\.([A-Z_]+)/g)) expect(page).toContain(`| \`${name}\` |`)
  })
})

describe('a whole city', () => {
  it('is examined, kept in one file while it runs, and brought back elsewhere', async () => {
    const data = dataFolder()
    const file = join(dataFolder(), 'city.backup')
    const env = { SHUDU_DATA: data, SHUDU_DEMO: '0' }
    const city = startShudu(env)
    await city.ready
    const doctor = await shudu(['doctor'], env)
    expect([doctor.code, doctor.said.match(/^✗.*$/m)]).toEqual([exitCodes.ok, null])
    expect(doctor.said).toMatch(/✓ Runtime role: Apart/)
    const token = await runHere(['token', '--as', 'service:meter', '--scopes', 'admin'], env)
    expect(token.code).toBe(exitCodes.ok)
    const key = token.said.trimEnd().split('\n').at(-1) ?? ''
    const offices = join(dataFolder(), 'offices.csv')
    writeFileSync(offices, '机构编号,机构名称,上级机构,层级\nd1,某区,sh,区\nsh,市政府,,市\nlost,失,nowhere,街镇\n')
    for (const [args, account, code] of [
      [['--check'], 'read 3, imported 2, already there 0, refused 1', exitCodes.refused],
      [[], 'read 3, imported 2, already there 0, refused 1', exitCodes.refused],
      [[], 'read 3, imported 0, already there 2, refused 1', exitCodes.refused],
    ] as const) {
      const taken = await runHere(['import', 'offices', offices, ...args], env)
      expect([taken.said.trimEnd().split('\n').at(-1), taken.code]).toEqual([account, code])
    }
    const kept = await shudu(['backup', file], env)
    expect(kept.said).toMatch(/backup .*city\.backup: \d+ tables, \d+ rows, 0 files/)
    await city.end()

    const elsewhere = { SHUDU_DATA: dataFolder(), SHUDU_DEMO: '0' }
    const back = await shudu(['restore', file], elsewhere)
    expect(back.said).toContain(kept.said.split(': ')[1]?.trim() ?? 'nothing')
    expect(back.code).toBe(exitCodes.ok)
    expect((await runHere(['restore', file], elsewhere)).said).toContain('not empty')
    const again = startShudu(elsewhere)
    // What was issued there is good here.
    const asked = await fetch(`${await again.ready}/api/system/health`, { headers: { authorization: `Bearer ${key}` } })
    expect(asked.status).toBe(200)
    await again.end()
  })
})
