import { cyclesIn } from './cycles.ts'
import type { ImportGraph } from './import-graph.ts'

/** Where a file lies: its layer, and its room, kernel part or pack. */
export type Place = {
  readonly layer: 'kernel' | 'platform' | 'packs' | 'web' | 'server' | 'cli' | 'outside'
  readonly part: string
}

/** Which layers a layer may import (itself always). */
const below: Readonly<Record<Place['layer'], readonly Place['layer'][]>> = {
  kernel: [],
  platform: ['kernel'],
  packs: ['kernel'],
  web: ['kernel', 'packs'],
  server: ['kernel', 'platform', 'packs'],
  cli: ['kernel', 'platform', 'packs', 'server'],
  outside: ['kernel', 'platform', 'packs', 'web', 'server', 'cli'],
}

/** Tells where a path lies. */
export function placeOf(path: string): Place {
  const [src, layer = '', first = '', second = '', third] = path.split('/')
  if (src !== 'src') return { layer: 'outside', part: '' }
  switch (layer) {
    case 'kernel':
    case 'platform':
      return { layer, part: second === '' ? '' : first }
    case 'packs':
      return { layer, part: third === undefined ? '' : `${first}/${second}` }
    case 'web':
    case 'server':
    case 'cli':
      return { layer, part: '' }
    default:
      return { layer: 'outside', part: '' }
  }
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || /\/testing(\.ts|\/)/.test(path)

/** Doors beside `index.ts`: what only tests may use. */
const testDoor = /^src\/platform\/[a-z-]+\/testing\.ts$/

/** Checks every rule on imports. @returns one line a breach, empty when all is well */
export function breaches(graph: ImportGraph, roomOrder: readonly string[]): readonly string[] {
  const found = cyclesIn(graph).map((cycle) => `circle: ${cycle.join(' → ')}`)
  for (const [from, { files, packages }] of graph) {
    for (const to of files) {
      const breach = directionBreach(from, to) ?? roomBreach(from, to, roomOrder) ?? doorBreach(from, to)
      if (breach) found.push(`${from} imports ${to}: ${breach}`)
    }
    for (const name of packages) {
      const breach = packageBreach(from, name)
      if (breach) found.push(`${from} imports ${name}: ${breach}`)
    }
  }
  return found
}

function directionBreach(from: string, to: string): string | undefined {
  const [a, b] = [placeOf(from), placeOf(to)]
  if (a.layer === b.layer) return packBreach(a, b)
  if (below[a.layer].includes(b.layer)) return undefined
  // A room is tried with real packs, and a pack on a real engine; neither knows the other when it runs.
  if (isTest(from) && ['platform', 'packs', 'kernel'].includes(a.layer) && b.layer !== 'web') return undefined
  if (isTest(from) && b.layer === 'outside') return undefined
  return `${a.layer} may not know ${b.layer}`
}

function packBreach(a: Place, b: Place): string | undefined {
  if (a.layer !== 'packs' || a.part === '' || b.part === '' || a.part === b.part) return undefined
  return 'a pack may not know another pack'
}

function roomBreach(from: string, to: string, order: readonly string[]): string | undefined {
  const [a, b] = [placeOf(from), placeOf(to)]
  if (a.layer !== 'platform' || b.layer !== 'platform' || a.part === b.part) return undefined
  const [mine, other] = [order.indexOf(a.part), order.indexOf(b.part)]
  if (mine < 0 || other < 0) return `not a room of the declared order: ${mine < 0 ? a.part : b.part}`
  return other < mine || isTest(from) ? undefined : `${a.part} stands below ${b.part} and may not know it`
}

function doorBreach(from: string, to: string): string | undefined {
  const [a, b] = [placeOf(from), placeOf(to)]
  // Benches and tools look inside on purpose: they measure and make what lies there.
  if (b.part === '' || a.layer === 'outside' || (a.layer === b.layer && a.part === b.part)) return undefined
  const folder = `src/${b.layer}/${b.part}`
  if (to === `${folder}/index.ts` || (isTest(from) && testDoor.test(to))) return undefined
  return `past the door ${folder}/index.ts`
}

function packageBreach(from: string, name: string): string | undefined {
  const { layer } = placeOf(from)
  if (isTest(from)) return undefined
  const node = name.startsWith('node:')
  if ((layer === 'kernel' || layer === 'packs') && node) return `${layer} runs in browsers too`
  // What builds the web runs in Node; it is no part of what is built.
  const builds = /^src\/web\/(vite\.config\.ts|build\/)/.test(from)
  return layer === 'web' && node && !builds ? 'the web runs in browsers' : undefined
}
