import type { CameraKind, Region } from '../../kernel/camera/index.ts'
import { type Random, randomWhole } from '../../kernel/codes/index.ts'
import { outlined } from '../../platform/camera/index.ts'

/** Size of every picture, pixels. */
const [width, height] = [960, 540]

/** A drawn picture, and where its faces and plates are. */
export type Scene = { readonly jpeg: Buffer; readonly regions: readonly Region[] }

type Part = { readonly svg: string; readonly regions?: readonly Region[] }

const skins = ['#e8b98f', '#d79f73', '#f0c9a4', '#b9825a']
const clothes = ['#27496d', '#7b2d26', '#2f5d50', '#5b4b8a', '#8a6d1f', '#3d3d3d']
const pick = (random: Random, of: readonly string[]): string => of[Math.floor(random() * of.length)] ?? '#444'

/** Somebody who stands with his feet at (x, y), `tall` pixels high. */
function pedestrian(random: Random, x: number, y: number, tall: number): Part {
  const head = tall * 0.085
  const top = y - tall
  const coat = pick(random, clothes)
  const svg = `<g><rect x="${x - tall * 0.11}" y="${top + head * 2}" width="${tall * 0.22}" height="${tall * 0.45}" rx="${tall * 0.05}" fill="${coat}"/>
    <rect x="${x - tall * 0.09}" y="${y - tall * 0.42}" width="${tall * 0.07}" height="${tall * 0.42}" fill="#2b2b33"/>
    <rect x="${x + tall * 0.02}" y="${y - tall * 0.42}" width="${tall * 0.07}" height="${tall * 0.42}" fill="#2b2b33"/>
    <ellipse cx="${x}" cy="${top + head}" rx="${head * 0.8}" ry="${head}" fill="${pick(random, skins)}"/>
    <path d="M${x - head * 0.8} ${top + head * 0.7} a${head * 0.8} ${head * 0.75} 0 0 1 ${head * 1.6} 0 z" fill="#241c18"/>
    <circle cx="${x - head * 0.3}" cy="${top + head}" r="${head * 0.11}" fill="#111"/>
    <circle cx="${x + head * 0.3}" cy="${top + head}" r="${head * 0.11}" fill="#111"/>
    <path d="M${x - head * 0.3} ${top + head * 1.45} q${head * 0.3} ${head * 0.2} ${head * 0.6} 0" stroke="#7a3b2e" stroke-width="${head * 0.1}" fill="none"/></g>`
  return { svg, regions: [{ kind: 'face', box: [x - head * 0.8, top, head * 1.6, head * 2] }] }
}

/** A vehicle that stands on (x, y) with its left rear wheel; invented plates alone. */
function vehicle(random: Random, x: number, y: number, long: number, paint: string, isLorry = false): Part {
  const tall = long * (isLorry ? 0.5 : 0.3)
  const plate = { x: x + long * 0.7, y: y - tall * 0.2, width: long * 0.2, height: long * 0.06 }
  const text = outlined(`演·${randomWhole(random, 1_000, 9_999)}`, plate.height * 0.78)
  const body = isLorry
    ? `<rect x="${x}" y="${y - tall}" width="${long * 0.66}" height="${tall * 0.86}" fill="${paint}"/>
       <rect x="${x + long * 0.67}" y="${y - tall * 0.78}" width="${long * 0.3}" height="${tall * 0.64}" rx="8" fill="#ddd"/>
       <rect x="${x + long * 0.78}" y="${y - tall * 0.7}" width="${long * 0.16}" height="${tall * 0.24}" fill="#6f94a8"/>`
    : `<path d="M${x} ${y - tall * 0.12} v${-tall * 0.38} q0 -10 12 -12 l${long * 0.16} -4 l${long * 0.12} ${-tall * 0.4} h${long * 0.4} l${long * 0.14} ${tall * 0.42} l${long * 0.1} 6 v${tall * 0.4} z" fill="${paint}"/>
       <path d="M${x + long * 0.27} ${y - tall * 0.62} l${long * 0.08} ${-tall * 0.26} h${long * 0.28} l${long * 0.08} ${tall * 0.26} z" fill="#7fa3b5"/>`
  const wheel = (at: number) =>
    `<circle cx="${x + long * at}" cy="${y - 6}" r="${long * 0.065}" fill="#16161a"/><circle cx="${x + long * at}" cy="${y - 6}" r="${long * 0.03}" fill="#888"/>`
  return {
    svg: `<g>${body}${wheel(0.2)}${wheel(0.8)}
      <rect x="${plate.x}" y="${plate.y}" width="${plate.width}" height="${plate.height}" rx="2" fill="#1c4fa0"/>
      <g fill="#fff" transform="translate(${plate.x + 4} ${plate.y + plate.height * 0.78})">${text.svg}</g></g>`,
    regions: [{ kind: 'plate', box: [plate.x, plate.y, plate.width, plate.height] }],
  }
}

/** The street on which all of it happens. */
function street(random: Random): Part {
  const windows = Array.from({ length: 36 }, (_, i) => {
    const [x, y] = [40 + (i % 12) * 76, 30 + Math.floor(i / 12) * 74]
    return `<rect x="${x}" y="${y}" width="42" height="50" fill="${random() < 0.3 ? '#e9d79a' : '#51626f'}"/>`
  })
  const lines = Array.from(
    { length: 9 },
    (_, i) => `<rect x="${i * 115 + 10}" y="452" width="60" height="6" fill="#cfcfc4"/>`,
  )
  return {
    svg: `<rect width="${width}" height="${height}" fill="#9fb4c0"/><rect y="0" width="${width}" height="270" fill="#8d8478"/>${windows.join('')}
      <rect y="262" width="${width}" height="96" fill="#b7b2a6"/><rect y="356" width="${width}" height="6" fill="#8a857b"/>
      <rect y="362" width="${width}" height="180" fill="#4c4f54"/>${lines.join('')}
      <rect x="880" y="60" width="8" height="300" fill="#333"/><rect x="820" y="56" width="68" height="8" fill="#333"/>`,
  }
}

const bags = (random: Random, x: number, y: number, many: number): Part => ({
  svg: Array.from({ length: many }, () => {
    const [dx, dy, size] = [random() * 150, random() * 26, 22 + random() * 20]
    return `<path d="M${x + dx} ${y + dy} q${-size} ${-size * 0.2} ${-size * 0.7} ${-size} q${size * 0.6} ${-size * 0.5} ${size * 1.1} 0 q${size * 0.8} ${size * 0.6} ${-size * 0.4} ${size} z" fill="${pick(random, ['#1d1f24', '#39424f', '#dfe3e6', '#5a4a2c'])}"/>`
  }).join(''),
})

/** What makes an event of a kind; a picture of a source that was wrong shows the street without it. */
function matter(kind: CameraKind, random: Random): readonly Part[] {
  switch (kind) {
    case 'litter':
      return [bags(random, 330, 335, 9)]
    case 'dumping':
      return [
        vehicle(random, 120, 470, 330, '#6b4a2f', true),
        bags(random, 470, 470, 7),
        pedestrian(random, 560, 470, 150),
      ]
    case 'flood':
      return [
        {
          svg: `<path d="M60 470 q160 -70 420 -52 q300 -20 420 60 q-60 62 -420 58 q-380 6 -420 -66 z" fill="#7ea2b8" opacity="0.86"/>
            <path d="M200 480 q140 -20 300 0 M420 505 q160 -16 300 4" stroke="#d9e8f0" stroke-width="4" fill="none"/>`,
        },
      ]
    case 'manhole':
      return [
        {
          svg: `<ellipse cx="430" cy="478" rx="58" ry="20" fill="#0c0c0e"/><ellipse cx="532" cy="492" rx="58" ry="18" fill="#77736b"/><ellipse cx="532" cy="490" rx="44" ry="12" fill="none" stroke="#4d4a44" stroke-width="4"/>`,
        },
      ]
    case 'hazmat': {
      const lorry = vehicle(random, 240, 480, 420, '#c9ccd1', true)
      return [
        {
          svg: `${lorry.svg}<g transform="translate(330 330) rotate(45)"><rect width="56" height="56" fill="#e8551f" stroke="#111" stroke-width="4"/></g>`,
          regions: lorry.regions ?? [],
        },
      ]
    }
    case 'crowd':
      return Array.from({ length: 26 }, (_, i) =>
        pedestrian(random, 60 + (i % 13) * 68 + random() * 24, 350 + Math.floor(i / 13) * 74, 132 + random() * 22),
      )
    case 'falling-object':
      return [
        {
          svg: `<g transform="translate(600 190) rotate(24)"><path d="M0 0 h64 l-10 58 h-44 z" fill="#a3512c"/><path d="M8 0 q24 -40 48 0" fill="#3c7a3a"/></g>
            <path d="M606 60 v110 M640 40 v120 M668 70 v96" stroke="#fff" stroke-width="3" opacity="0.7"/>`,
        },
      ]
  }
}

const stamp = (): Part => {
  const { svg, width: long } = outlined('演示数据 · 绘制的画面 · DEMO, DRAWN', 24)
  return {
    svg: `<rect x="0" y="0" width="${long + 32}" height="40" fill="#000" opacity="0.72"/><g fill="#fff" transform="translate(16 28)">${svg}</g>`,
  }
}

/** Draws what a camera might have seen, the same for the same random numbers; nobody in it exists. `isThere` false: a source's mistake. */
export async function drawScene(kind: CameraKind, random: Random, isThere: boolean): Promise<Scene> {
  const { default: sharp } = await import('sharp')
  const passers = Array.from({ length: 1 + Math.floor(random() * 2) }, (_, i) =>
    pedestrian(random, 150 + i * 530 + random() * 160, 356 + random() * 8, 150 + random() * 20),
  )
  const parts = [
    ...[street(random), ...passers, vehicle(random, 620 + random() * 60, 446, 250, pick(random, clothes))],
    ...(isThere ? matter(kind, random) : []),
    stamp(),
  ]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.map((part) => part.svg).join('')}</svg>`
  return {
    jpeg: await sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer(),
    regions: parts
      .flatMap((part) => part.regions ?? [])
      .map(({ kind: of, box: [x, y, across, down] }) => ({
        ...{ kind: of },
        box: [Math.round(x), Math.round(y), Math.ceil(across), Math.ceil(down)] as const,
      })),
  }
}
