import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
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

  expect(await shudu(check)).toMatch(/^street-light [0-9a-f]{64}: 2 steps, 2 tests passed\n$/)
  await run(process.execPath, [
    join(projectFolder, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(projectFolder, 'tests/tutorial/tsconfig.json'),
  ])

  const city = startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, 'tests/kills/city-under-fire.ts', [])
  const url = await city.ready
  expect(await shudu(install)).toContain('installed')
  expect(await shudu(list)).toContain('street-light')

  const post = async (path: string, body: object, cookie = '') => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie },
      body: JSON.stringify(body),
    })
    expect(answer.status, await answer.clone().text()).toBeLessThan(300)
    return { json: await answer.json(), cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  const report = { what: '路口第三盏灯不亮', where: { address: '南京东路街道', division: '310101002' } }
  const begun = await post('/api/cases', { pack: 'street-light', answers: report })
  const people = await (await fetch(`${url}/api/demo/people`)).json()
  const clerk = people.items.find((one: { name: string }) => one.name === '沈静').id
  const { cookie } = await post('/api/demo/session', { person: clerk })
  const act = (step: string, input: object) =>
    post(`/api/cases/${begun.json.id}/actions`, { action: 'complete', step, input }, cookie)
  await act('inspect', { broken: true, cause: 'lamp' })

  const changed = readFileSync(join(folder, 'street-light.ts'), 'utf8').replace(
    "title: t('查看', 'Inspect'),",
    "title: t('现场查看', 'Inspect on site'),",
  )
  writeFileSync(join(folder, 'street-light.ts'), changed)
  expect(await shudu(install)).toContain('installed')
  expect(await shudu(rehearse)).toContain('open 1, moved 0, cannot move 0 (dry run')
  expect(await shudu(apply)).toContain('open 1, moved 1, cannot move 0')
  const done = await act('repair', { reply: '已换灯具' })
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
  expect(failed.stderr).toContain('inspect.cause.when')
  expect(failed.stderr).toContain('borken')
})
