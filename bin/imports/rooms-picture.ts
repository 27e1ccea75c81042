import type { ImportGraph } from './import-graph.ts'
import { placeOf } from './rules.ts'

/** Rooms, and for each the rooms that it knows. */
export type Rooms = ReadonlyMap<string, ReadonlySet<string>>

/** Reads the rooms and their arrows from the imports (tests left out). */
export function roomsOf(graph: ImportGraph): Rooms {
  const rooms = new Map<string, Set<string>>()
  for (const [from, { files }] of graph) {
    const here = placeOf(from)
    if (here.layer !== 'platform' || here.part === '' || /\.test\.ts$|\/testing/.test(from)) continue
    const known = rooms.get(here.part) ?? new Set()
    rooms.set(here.part, known)
    for (const to of files) {
      const there = placeOf(to)
      if (there.layer === 'platform' && there.part !== here.part) known.add(there.part)
    }
  }
  return rooms
}

/** Leaves out arrows that a longer way says already. */
export function shortened(rooms: Rooms): Rooms {
  const reaches = (from: string, to: string): boolean => {
    const known = rooms.get(from) ?? new Set()
    return known.has(to) || [...known].some((next) => reaches(next, to))
  }
  return new Map(
    [...rooms].map(([room, known]) => {
      const direct = [...known].filter((one) => ![...known].some((other) => other !== one && reaches(other, one)))
      return [room, new Set(direct)]
    }),
  )
}

/** How many arrows lie between a room and the ground, by the longest way. */
const heights = (rooms: Rooms): ReadonlyMap<string, number> => {
  const done = new Map<string, number>()
  const height = (room: string): number => {
    const known = done.get(room)
    if (known !== undefined) return known
    const value = Math.max(-1, ...[...(rooms.get(room) ?? [])].map(height)) + 1
    done.set(room, value)
    return value
  }
  for (const room of rooms.keys()) height(room)
  return done
}

const width = 132
const height = 40
const gapX = 28
const gapY = 44
const margin = 24

type Box = { readonly name: string; readonly x: number; readonly y: number }

function boxes(rooms: Rooms, order: readonly string[]): { all: ReadonlyMap<string, Box>; wide: number; high: number } {
  const levels = heights(rooms)
  const rows = Map.groupBy(
    [...rooms.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    (room) => levels.get(room) ?? 0,
  )
  const top = Math.max(...rows.keys())
  const widest = Math.max(...[...rows.values()].map((row) => row.length), 4)
  const wide = widest * (width + gapX) - gapX + 2 * margin
  const all = new Map<string, Box>()
  for (const [level, row] of rows) {
    const start = (wide - (row.length * (width + gapX) - gapX)) / 2
    row.forEach((name, index) => {
      all.set(name, { name, x: start + index * (width + gapX), y: margin + (height + gapY) * (top - level + 1) })
    })
  }
  return { all, wide, high: margin + (height + gapY) * (top + 3) }
}

const bar = (text: string, y: number, wide: number) =>
  `<rect x="${margin}" y="${y}" width="${wide - 2 * margin}" height="${height}" class="bar"/><text x="${wide / 2}" y="${y + 25}" text-anchor="middle">${text}</text>`

function arrow(from: Box, to: Box): string {
  const [x1, y1, x2, y2] = [from.x + width / 2, from.y + height, to.x + width / 2, to.y - 4]
  const bend = (y2 - y1) / 2
  return `<path d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" class="arrow" marker-end="url(#tip)"/>`
}

/** Draws the rooms as SVG: what stands higher knows what its arrows point to, and all that those know. Same input, same text. */
export function roomsPicture(graph: ImportGraph, order: readonly string[]): string {
  const rooms = shortened(roomsOf(graph))
  const { all, wide, high } = boxes(rooms, order)
  const arrows = [...rooms].flatMap(([room, known]) =>
    [...known].sort().flatMap((other) => {
      const [from, to] = [all.get(room), all.get(other)]
      return from && to ? [arrow(from, to)] : []
    }),
  )
  const rects = [...all.values()].map(
    ({ name, x, y }) =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" class="room"/><text x="${x + width / 2}" y="${y + 25}" text-anchor="middle">${name}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" role="img" aria-label="Rooms of the platform and what each knows">
<!-- Written by "npm run rooms" from the imports; do not edit. -->
<style>text{font:15px system-ui,sans-serif;fill:#1c1b19}.room{fill:#fbfaf7;stroke:#0b5c63;stroke-width:1.5}.bar{fill:#efece4;stroke:none}.arrow{fill:none;stroke:#5c594f;stroke-width:1.2}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#5c594f"/></marker></defs>
<rect width="${wide}" height="${high}" fill="#ffffff"/>
${bar('server, cli: compose and start', margin, wide)}
${[...arrows, ...rects].join('\n')}
${bar('kernel: known by all (platform, packs, web)', high - margin - height, wide)}
</svg>
`
}
