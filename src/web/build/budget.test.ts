import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** What a cheap phone on a slow line may be asked to load before it can say what is wrong: bytes, gzip. */
const firstPageBudget = 200_000

/** A file of the build and what it brings with it (Vite's manifest). */
type Made = {
  readonly file: string
  readonly src?: string
  readonly isEntry?: boolean
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
}

let folder = ''
let made: Readonly<Record<string, Made>> = {}

beforeAll(async () => {
  // Else React would be built as for tests, three times as large.
  process.env.NODE_ENV = 'production'
  folder = mkdtempSync(join(tmpdir(), 'shudu-budget-'))
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  made = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file with all that is loaded together with it. */
function whole(name: string, found = new Set<string>()): Set<string> {
  const one = made[name]
  if (!one || found.has(one.file)) return found
  found.add(one.file)
  for (const style of one.css ?? []) found.add(style)
  for (const other of one.imports ?? []) whole(other, found)
  return found
}

const entry = () => Object.keys(made).find((name) => made[name]?.isEntry) ?? ''
const text = (file: string) => readFileSync(join(folder, file), 'utf8')
const compressed = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0)

describe('the built application', () => {
  test('the citizen’s first page stays under 200 kB compressed', () => {
    const files = new Set(['index.html', 'boot.js', 'manifest.webmanifest', 'icon.svg', ...whole(entry())])
    expect(compressed(files)).toBeLessThan(firstPageBudget)
  })

  test('no other desk, map or chart comes with the first page', () => {
    const first = whole(entry())
    const later = Object.keys(made).filter((name) =>
      /^(desk|city|admin|citizen)\/index\.ts$|load-echarts|pick-map/.test(name),
    )
    expect(later.length).toBeGreaterThanOrEqual(6)
    for (const name of later) expect([...first]).not.toContain(made[name]?.file)
  })

  test('writing a report needs neither map nor charts; they come when they are asked for', () => {
    const report = whole('citizen/index.ts')
    expect(compressed(new Set([...report, ...whole(entry())]))).toBeLessThan(firstPageBudget + 60_000)
  })

  test('the service worker knows every file of the shell, and each of them is there', () => {
    const worker = text('sw.js')
    const listed = [
      // One by one or, once there are many, as one text that is split.
      ...worker.matchAll(/(?<=[`"',])(\/(?:assets\/[\w.-]+|boot\.js|icon\.svg|manifest\.webmanifest))(?=[`"',])/g),
    ].map(([, path = '']) => path)
    for (const file of [entry(), 'citizen/index.ts', 'shell/pages.ts'].flatMap((name) => [...whole(name)]))
      expect(listed).toContain(`/${file}`)
    for (const path of listed) expect(existsSync(join(folder, path)), path).toBe(true)
  })

  test('no page asks anybody else for anything: no address outside in pages, styles or the list of the shell', () => {
    const files = [...new Set(Object.values(made).flatMap((one) => [one.file, ...(one.css ?? [])]))].filter((file) =>
      file.endsWith('.css'),
    )
    for (const file of ['index.html', 'manifest.webmanifest', ...files])
      expect(text(file).match(/https?:\/\/(?!www\.w3\.org)[^\s"')]+/g) ?? [], file).toEqual([])
    expect(text('index.html')).not.toMatch(/<script>(?!<)/)
  })
})
