import type { Words } from '../words.ts'
import type { Point } from './geojson.ts'

const winds: readonly Words[] = [
  { zh: '北', en: 'north' },
  { zh: '东北', en: 'north-east' },
  { zh: '东', en: 'east' },
  { zh: '东南', en: 'south-east' },
  { zh: '南', en: 'south' },
  { zh: '西南', en: 'south-west' },
  { zh: '西', en: 'west' },
  { zh: '西北', en: 'north-west' },
]

/** In which of eight directions one point lies as seen from another; good for the size of a city. */
export function windTo(from: Point, to: Point): Words {
  const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180)
  const north = to.lat - from.lat
  const eighth = Math.round(Math.atan2(east, north) / (Math.PI / 4))
  return winds[(eighth + 8) % 8] ?? { zh: '北', en: 'north' }
}
