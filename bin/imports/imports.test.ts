import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder, roomOrder } from '../../src/platform/base/index.ts'
import { cyclesIn } from './cycles.ts'
import { type ImportGraph, namesIn, readGraph } from './import-graph.ts'
import { roomsOf, roomsPicture, shortened } from './rooms-picture.ts'
import { breaches } from './rules.ts'

const graphOf = (all: Record<string, readonly string[]>): ImportGraph =>
  new Map(
    Object.entries(all).map(([path, names]) => [
      path,
      {
        files: names.filter((name) => name.startsWith('src/')),
        packages: names.filter((name) => !name.startsWith('src/')),
      },
    ]),
  )

describe('what a file imports', () => {
  it('is found in every form, types included', () => {
    const text = `
      import type { A } from './a.ts'
      import { type B } from './b.ts'
      export * from './c.ts'
      export type { D } from './d.ts'
      const e = await import('./e.ts')
      let f: import('./f.ts').F
      import './g.css'
      // import './not.ts'
      const h = "import './not.ts'"`
    expect(namesIn('x.ts', text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', './g.css'])
  })
})

describe('the rules on imports', () => {
  const rooms = ['base', 'identity', 'cases']

  it('find circles, long ones and type-only ones alike', () => {
    const circle = graphOf({
      'src/a.ts': ['src/b.ts'],
      'src/b.ts': ['src/c.ts'],
      'src/c.ts': ['src/a.ts'],
      'src/d.ts': ['src/a.ts'],
    })
    expect(cyclesIn(circle)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts']])
    expect(cyclesIn(graphOf({ 'src/a.ts': ['src/a.ts'] }))).toEqual([['src/a.ts']])
    const long = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`src/${i}.ts`, [`src/${i + 1}.ts`]]))
    expect(cyclesIn(graphOf(long))).toEqual([])
  })

  it.each([
    ['src/platform/base/a.ts', 'src/platform/cases/index.ts', 'stands below'],
    ['src/platform/cases/a.ts', 'src/platform/base/http/edge.ts', 'past the door'],
    ['src/platform/cases/a.ts', 'src/platform/base/testing.ts', 'past the door'],
    ['src/platform/cases/a.ts', 'src/platform/attic/index.ts', 'not a room'],
    ['src/kernel/time/a.ts', 'src/platform/base/index.ts', 'may not know platform'],
    ['src/kernel/time/a.ts', 'src/kernel/codes/uuid.ts', 'past the door'],
    ['src/kernel/time/a.ts', 'node:fs', 'browsers'],
    ['src/packs/life/school/a.ts', 'src/packs/city/shanghai/index.ts', 'another pack'],
    ['src/web/desk/a.tsx', 'src/platform/base/index.ts', 'may not know platform'],
    ['src/web/desk/a.tsx', 'node:path', 'browsers'],
    ['src/platform/cases/a.ts', 'src/packs/government/hotline/index.ts', 'may not know packs'],
    ['src/platform/cases/a.ts', 'src/server/serve.ts', 'may not know server'],
  ])('refuse that %s imports %s', (from, to, why) => {
    expect(breaches(graphOf({ [from]: [to] }), rooms)).toEqual([expect.stringContaining(why)])
  })

  it.each([
    ['src/platform/cases/a.ts', 'src/platform/base/index.ts'],
    ['src/platform/cases/a.test.ts', 'src/platform/base/testing.ts'],
    ['src/platform/cases/a.ts', 'src/kernel/words.ts'],
    ['src/web/desk/a.tsx', 'src/kernel/time/index.ts'],
    ['src/server/rooms.ts', 'src/platform/cases/index.ts'],
  ])('allow that %s imports %s', (from, to) => {
    expect(breaches(graphOf({ [from]: [to] }), rooms)).toEqual([])
  })
})

describe('this project', () => {
  const graph = readGraph(projectFolder, ['src', 'bin', 'bench', 'tests'])

  it('keeps every rule on imports', () => {
    expect(breaches(graph, roomOrder)).toEqual([])
  })

  it('has an up-to-date picture of its rooms (npm run rooms)', () => {
    const drawn = readFileSync(join(projectFolder, 'docs/rooms.svg'), 'utf8')
    expect(drawn).toBe(roomsPicture(readGraph(projectFolder, ['src']), roomOrder))
  })
})

describe('the picture of the rooms', () => {
  it('leaves out what a longer way says, and draws the rest', () => {
    const graph = graphOf({
      'src/platform/cases/a.ts': ['src/platform/identity/index.ts', 'src/platform/base/index.ts'],
      'src/platform/identity/a.ts': ['src/platform/base/index.ts'],
      'src/platform/base/a.ts': [],
    })
    expect(shortened(roomsOf(graph)).get('cases')).toEqual(new Set(['identity']))
    expect(roomsPicture(graph, ['base', 'identity', 'cases']).match(/class="arrow" marker/g)).toHaveLength(2)
  })
})
