import { cityDivision, districts, type ProfileDivision } from '../divisions.ts'
import { drawStreets } from '../draw-streets.ts'
import { makeOffices, type ProfileOffice } from '../offices.ts'
import { drawGround, type ProfileGrid } from './draw-ground.ts'
import { drawRoads, type ProfileAddress, type ProfileRoad } from './draw-roads.ts'
import { showcasePeople, showcaseService } from './showcase.ts'
import { makeStaff, type ProfilePerson } from './staff.ts'

/** Everything that a demonstration Shanghai is made of before its first case. */
export type DemoCity = {
  /** City, districts, streets, committees; parents first. */
  readonly divisions: readonly ProfileDivision[]
  readonly grids: readonly ProfileGrid[]
  readonly offices: readonly ProfileOffice[]
  readonly people: readonly ProfilePerson[]
  readonly roads: readonly ProfileRoad[]
  readonly addresses: readonly ProfileAddress[]
}

let made: WeakRef<DemoCity> | undefined

/**
 * Builds the demonstration city: real divisions, sketched boundaries, invented roads and addresses, offices at five levels,
 * named people for every role. The same every time; takes about a second and some 80 MB, which are given back when nobody
 * holds the city any more.
 */
export function demoCity(): DemoCity {
  const known = made?.deref()
  if (known) return known
  const city = buildCity()
  made = new WeakRef(city)
  return city
}

function buildCity(): DemoCity {
  const areas = districts()
  const grounds = drawStreets(areas).map(drawGround)
  const maps = grounds.map((ground, index) => {
    const district = areas.find(({ code }) => code === ground.street.parent)
    return district ? drawRoads(ground, district, index) : { roads: [], addresses: [] }
  })
  const streets = grounds.map(({ street }) => street)
  const committees = grounds.flatMap((ground) => ground.committees)
  const grids = grounds.flatMap((ground) => ground.grids)
  const offices = makeOffices({ districts: areas, streets, grids, committees })
  return {
    divisions: [cityDivision, ...areas, ...streets, ...committees],
    grids,
    offices,
    people: [...showcasePeople(), showcaseService, ...makeStaff(offices)],
    roads: maps.flatMap(({ roads }) => roads),
    addresses: maps.flatMap(({ addresses }) => addresses),
  }
}
