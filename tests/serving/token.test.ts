import { afterAll, describe, expect, it } from 'vitest'
import { runHere } from './in-process.ts'
import { cleanUp, dataFolder, startShudu } from './shudu-process.ts'

afterAll(cleanUp)

const data = dataFolder()

/** Runs `shudu token …` on a data folder. */
async function token(args: readonly string[], folder = data) {
  const { code: exit, said } = await runHere(['token', ...args], { SHUDU_DATA: folder })
  return { exit, said, last: said.trimEnd().split('\n').at(-1) ?? '' }
}

describe('an empty city', async () => {
  const city = startShudu({ SHUDU_DATA: data, SHUDU_DEMO: '0' })
  const url = await city.ready
  const call = (path: string, text: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${text}` } })

  it('prints the code that its first administrator needs', async () => {
    const code = /Set-up code[^:]*: (\S+)/.exec(city.said())?.[1]
    const answer = await fetch(`${url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, name: '首任', login: 'first', password: 'a quiet harbour' }),
    })
    expect(answer.status).toBe(200)
  })

  it('gives its operator a token as the last line, for a person by login or name, within the scopes', async () => {
    for (const as of ['first', 'FIRST', '首任', 'person:first']) {
      const { exit, last } = await token(['--as', as, '--scopes', 'people.read'])
      expect(exit).toBe(0)
      expect((await call('/api/admin/people', last)).status).toBe(200)
      const office = { id: 'x', parent: 'city', level: 'city', kind: 'bureau', title: { zh: '甲', en: 'A' } }
      const write = await call('/api/admin/offices', last, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(office),
      })
      expect(write.status).toBe(403)
    }
  })

  it('enters a program of a new name, and finds it again', async () => {
    const first = await token(['--as', 'service:importer', '--scopes', '*', '--days', '1'])
    expect(first.exit).toBe(0)
    expect(first.said).toContain('new in this city')
    const second = await token(['--as', 'service:importer', '--scopes', '*'])
    expect(second.said).not.toContain('new in this city')
    const who = async (text: string) => ((await (await call('/api/session', text)).json()) as { actor: object }).actor
    expect(await who(first.last)).toMatchObject({ kind: 'service', name: 'importer' })
    expect(await who(second.last)).toEqual(await who(first.last))
  })

  it.each([
    [['--scopes', 'people.read'], 2, '--as is missing'],
    [['--as', 'first'], 2, '--scopes is missing'],
    [['--as', 'first', '--scopes', 'people.read', '--days', '0'], 2, '--days'],
    [['--as', 'nobody', '--scopes', 'people.read'], 1, 'no such person'],
    [['--as', 'first', '--scopes', 'people.reed'], 1, 'people.read'],
  ] as const)('refuses %j with a code that scripts can trust, and prints no token', async (args, exit, says) => {
    const answer = await token(args)
    expect(answer.exit).toBe(exit)
    expect(answer.said).toContain(says)
    expect(answer.said).not.toContain('shudu_')
  })

  it('works when the city rests, too', async () => {
    expect(await city.end()).toBe(0)
    const resting = await token(['--as', 'first', '--scopes', 'people.read'])
    expect(resting.exit).toBe(0)
    expect(resting.last).toMatch(/^shudu_[\w-]{43}$/)
  })

  it('says so when there is no city in the folder', async () => {
    const answer = await token(['--as', 'first', '--scopes', '*'], dataFolder())
    expect(answer.exit).toBe(3)
    expect(answer.said).toContain('There is no city in')
  })
})
