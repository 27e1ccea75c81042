import { polygonsOf } from '../../../kernel/place/index.ts'
import type { CityRule } from '../../../kernel/responsibility/index.ts'
import type { Offices } from '../world.ts'

/** The division that a point lies in. */
export type DivisionAt = (point: readonly [number, number]) => string | undefined

/** Codes of the divisions that a rule speaks of; one that is nowhere bound speaks of the whole city. */
function divisionsOf({ place }: CityRule, divisionAt: DivisionAt): readonly (string | undefined)[] {
  const { divisions = [], grids = [], area } = place ?? {}
  const corners = area
    ? polygonsOf(area).flatMap(([outer = []]) => outer.map(([lng, lat]) => divisionAt([lng, lat])))
    : []
  const all = [...divisions, ...grids.map((grid) => grid.slice(0, 9)), ...corners]
  return all.length > 0 ? [...new Set(all)] : [undefined]
}

const isCity = (division: string | undefined): division is undefined =>
  division === undefined || /^\d{2}0000$/.test(division)

/** The path of the office that dispatches in a division. */
const centreOf = (offices: Offices, division: string | undefined): string | undefined =>
  isCity(division)
    ? offices.findDuty('operation-centre', undefined)?.path
    : (division.length >= 9
        ? offices.findDuty('street', division.slice(0, 9))
        : offices.findDuty('operation-centre', division)
      )?.path

/** The longest path that all lie at or below. */
export function commonPath(paths: readonly string[]): string {
  const [first = '', ...rest] = paths.map((path) => path.split('/'))
  const parts = [...first]
  const shared = parts.findIndex((part, i) => rest.some((other) => other[i] !== part))
  return (shared < 0 ? parts : parts.slice(0, shared)).join('/')
}

/**
 * The part of the tree that a rule is made for: whoever makes it stands over where it holds and over who answers by it. Nothing is given
 * sideways.
 */
export function reachOf(rule: CityRule, offices: Offices, divisionAt: DivisionAt): string {
  const city = offices.findDuty('operation-centre', undefined)?.path ?? ''
  const divisions = divisionsOf(rule, divisionAt)
  const places = divisions.map((division) => centreOf(offices, division) ?? city)
  const { to } = rule
  const targetIn = (division: string | undefined): string => {
    if (division === undefined || ('duty' in to && to.level === 'city')) return city
    // Which street answers is told by the place: all of them lie below their district.
    const found =
      'duty' in to && !(to.level === 'street' && division.length < 9)
        ? offices.findDuty(to.duty, division)?.path
        : undefined
    return found ?? centreOf(offices, division) ?? city
  }
  const targets = 'office' in to ? [offices.find(to.office)?.path ?? city] : divisions.map(targetIn)
  return commonPath([...places, ...targets])
}
