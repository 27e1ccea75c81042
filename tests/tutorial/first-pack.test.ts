import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { demoCity, showcaseStreet } from '../../src/packs/city/shanghai/index.ts'
import { projectFolder } from '../../src/platform/base/index.ts'
import { cleanUp, dataFolder, startShudu } from '../serving/shudu-process.ts'

const page = readFileSync(join(projectFolder, 'docs/first-pack.md'), 'utf8')
const folder = join(projectFolder, 'my-packs')
const run = promisify(execFile)

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await cleanUp()
})

/** The files that the page tells to write. */
const files = [...page.matchAll(/```ts file=(\S+)\n([\s\S]*?)```/g)].map(([, file = '', text = '']) => ({ file, text }))

/** The commands that the page tells to run, in order. */
const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text = '']) => text.trim().split('\n'))

test('the page, followed to the letter', async () => {
  const data = dataFolder()
  const env = { ...process.env, SHUDU_DATA: data }
  const shudu = async (line: string) => {
    const words = line.split(' ')
    expect(words.slice(0, 2)).toEqual(['npx', 'shudu'])
    return (
      await run(process.execPath, [join(projectFolder, 'src/cli/shudu.ts'), ...words.slice(2)], {
        env,
        cwd: projectFolder,
      })
    ).stdout
  }
  for (const { file, text } of files) {
    mkdirSync(dirname(join(projectFolder, file)), { recursive: true })
    writeFileSync(join(projectFolder, file), text)
  }
  const [check = '', install = '', list = '', rehearse = '', apply = ''] = commands
  expect(commands).toHaveLength(5)

  expect(await shudu(check)).toMatch(/^bus-shelter [0-9a-f]{64}: 2 steps, 2 tests passed\n$/)
  await run(process.execPath, [
    join(projectFolder, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(projectFolder, 'tests/tutorial/tsconfig.json'),
  ])

  const city = startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, 'tests/kills/city-under-fire.ts', [])
  const url = await city.ready
  expect(await shudu(install)).toContain('installed')
  expect(await shudu(list)).toContain('bus-shelter')

  const post = async (path: string, body: object, cookie = '') => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie },
      body: JSON.stringify(body),
    })
    expect(answer.status, await answer.clone().text()).toBeLessThan(300)
    return { json: await answer.json(), cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  const report = { what: '候车亭玻璃碎了', where: { address: '南京东路街道', division: '310101002' } }
  const begun = await post('/api/cases', { pack: 'bus-shelter', answers: report })
  const people = await (await fetch(`${url}/api/demo/people`)).json()
  const clerk = people.items.find((one: { name: string }) => one.name === '沈静').id
  const { cookie } = await post('/api/demo/session', { person: clerk })
  const act = (step: string, input: object) =>
    post(`/api/cases/${begun.json.id}/actions`, { action: 'complete', step, input }, cookie)
  await act('inspect', { broken: true, part: 'glass' })

  // Two people who tell the hotline of one shelter make a case of the new pack, with two sources.
  const told: Awaited<ReturnType<typeof post>>[] = []
  const place = demoCity().addresses.find(({ street }) => street === showcaseStreet)?.point ?? { lng: 0, lat: 0 }
  for (const east of [0, 0.0001])
    told.push(
      await post('/api/cases', {
        pack: 'hotline',
        answers: { what: '候车亭顶棚掉下来了', where: { point: [place.lng + east, place.lat] } },
      }),
    )
  const sourcesOf = async () => {
    const read = await fetch(`${url}/api/track/${told[1]?.json.code}`)
    return (await read.json()) as { status: string; joinedInto?: string }
  }
  // What is told is heard a moment later.
  await expect.poll(sourcesOf, { timeout: 20_000 }).toMatchObject({ status: 'joined' })
  const { joinedInto } = await sourcesOf()
  // An operator sees the cases of every street.
  const operator = people.items.find((one: { note: { en: string } }) => one.note.en.includes('operator')).id
  const seen = await post('/api/demo/session', { person: operator })
  const shelters = await (
    await fetch(`${url}/api/cases?view=cases&pack=bus-shelter`, { headers: { cookie: seen.cookie } })
  ).json()
  expect(shelters.items.find((one: { number: string }) => one.number === joinedInto)).toMatchObject({
    pack: 'bus-shelter',
    reports: 2,
  })

  const changed = readFileSync(join(folder, 'bus-shelter.ts'), 'utf8').replace(
    "title: t('查看', 'Inspect'),",
    "title: t('现场查看', 'Inspect on site'),",
  )
  writeFileSync(join(folder, 'bus-shelter.ts'), changed)
  expect(await shudu(install)).toContain('installed')
  expect(await shudu(rehearse)).toContain('open 2, moved 0, cannot move 0 (dry run')
  expect(await shudu(apply)).toContain('open 2, moved 2, cannot move 0')
  const done = await act('repair', { reply: '已换玻璃' })
  expect(done.json.case).toMatchObject({
    status: 'closed',
    tasks: { inspect: { status: 'done' }, repair: { status: 'done' } },
  })
  await city.end()
})

test('a mistake is named with its place', async () => {
  mkdirSync(folder, { recursive: true })
  const wrong = (files[0]?.text ?? '').replace("when: 'broken = true'", "when: 'borken = true'")
  writeFileSync(join(folder, 'wrong.ts'), wrong)
  const failed = await run(
    process.execPath,
    [join(projectFolder, 'src/cli/shudu.ts'), 'pack', 'check', 'my-packs/wrong.ts'],
    { cwd: projectFolder },
  ).catch((cause: { stderr: string }) => cause)
  expect(failed.stderr).toContain('inspect.part.when')
  expect(failed.stderr).toContain('borken')
})
