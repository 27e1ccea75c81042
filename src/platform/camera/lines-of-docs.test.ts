import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { projectFolder } from '../base/index.ts'
import { person } from '../cases/testing.ts'
import { drawPicture } from './testing/analytics.ts'
import { cameraCity } from './testing/camera-city.ts'

const run = promisify(execFile)

/** Ed25519 by `-rawin` came with OpenSSL 3. */
const version = spawnSync('openssl', ['version']).stdout?.toString() ?? ''
const hasPrograms = /OpenSSL (3|4)/.test(version) && spawnSync('curl', ['--version']).status === 0
if (!hasPrograms) process.stderr.write('skipped: the lines of docs/camera-events.md need curl and OpenSSL 3\n')

const { city, clock } = await cameraCity()

test.skipIf(!hasPrograms)('the lines of docs/camera-events.md work as they stand, but for the port', async () => {
  const page = await readFile(join(projectFolder, 'docs/camera-events.md'), 'utf8')
  const [keys = '', send = ''] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines)
  const folder = await mkdtemp(join(tmpdir(), 'shudu-lines-'))
  const shell = async (lines: string) => (await run('/bin/sh', ['-ec', lines], { cwd: folder })).stdout
  try {
    await shell(keys)
    const administrator = city.as(person('admin', ['administrator', 'sh']))
    const publicKey = await readFile(join(folder, 'public.pem'), 'utf8')
    const source = { id: 'my-analytics', name: '示例', office: 'park', publicKey }
    expect((await administrator.post('/api/camera/sources', source)).status).toBe(201)
    await writeFile(join(folder, 'picture.jpg'), await drawPicture('jpeg'))
    // The lines ask the machine for the time: so does the city this once.
    clock.now = Date.now()
    const lines = send.replace('http://127.0.0.1:8080', city.url)
    expect(JSON.parse(await shell(lines))).toEqual({ id: expect.any(String), isNew: true })
    const { json } = await city.as(person('dora', ['dispatcher', 'park'])).get('/api/camera/events')
    expect(json.items).toMatchObject([{ source: 'my-analytics', kind: 'litter', mask: 'regions', masked: 1 }])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
