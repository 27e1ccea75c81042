import { anonymous } from '../kernel/access/index.ts'
import { alarmRules } from '../packs/city/alarms/index.ts'
import { deviceProfiles } from '../packs/city/devices/index.ts'
import { errandKinds, skills, vehicles } from '../packs/city/errands/index.ts'
import { mapLayers } from '../packs/city/layers/index.ts'
import { filingTable, majorClasses } from '../packs/city/patrol/index.ts'
import { plans } from '../packs/city/plans/index.ts'
import {
  cityBounds,
  codingCatalogues,
  officeCalendar,
  officeDuties,
  patrolCalendar,
  shanghaiCode,
} from '../packs/city/shanghai/index.ts'
import { signs } from '../packs/city/signs/index.ts'
import { governmentPacks } from '../packs/government/index.ts'
import { type Authenticate, type Base, type Room, systemPermissions } from '../platform/base/index.ts'
import { cameraRoom } from '../platform/camera/index.ts'
import { casesRoom } from '../platform/cases/index.ts'
import { dispatchRoom } from '../platform/dispatch/index.ts'
import { identityRoom } from '../platform/identity/index.ts'
import { insightRoom } from '../platform/insight/index.ts'
import { measureRoom } from '../platform/measure/index.ts'
import { notifyRoom, notifySettings } from '../platform/notify/index.ts'
import { patrolRoom } from '../platform/patrol/index.ts'
import { registryRoom } from '../platform/registry/index.ts'
import { responseRoom } from '../platform/response/index.ts'
import { searchRoom } from '../platform/search/index.ts'
import { knowingDevices, thingsRoom } from '../platform/things/index.ts'
import { sightOf, twinRoom } from '../platform/twin/index.ts'
import { calledOffices } from './called-offices.ts'
import { cameraParts } from './camera-parts.ts'
import { demonstrationCamera } from './demo-camera/demonstration-camera.ts'
import { demonstrationCrews } from './demo-crews.ts'
import { demonstrationDevices } from './demo-devices/load.ts'
import { demonstrationEmergencies } from './demo-emergencies.ts'
import { demonstrationPatrols } from './demo-patrol.ts'
import { type DemonstrationScale, demonstration, demonstrationScale } from './demonstration.ts'
import { officesFor } from './office-duties.ts'
import { programsBy } from './programs.ts'
import { calledBy, locateBy, mentionedPlaces } from './reported-places.ts'

/** What the screens show of the city before anything else is loaded. */
const city = {
  title: { zh: '上海', en: 'Shanghai' },
  centre: [121.4737, 31.2304],
  bounds: cityBounds,
} as const

/** The rooms of the city, in order, and who says who is who. Adding a room is one line here. */
export function composeRooms(
  base: Base,
  scale: DemonstrationScale = demonstrationScale,
): { readonly rooms: readonly Room[]; readonly authenticate: Authenticate } {
  const rooms: Room[] = []
  const scopes = () => {
    // The ground's own room stands below all that are composed here.
    const all = [...Object.values(systemPermissions), ...rooms.flatMap((room) => room.permissions ?? [])]
    return [...new Set(all.map(({ scope }) => scope))].sort()
  }
  const identity = identityRoom(base, { city, scopes })
  const offices = officesFor(identity.offices, shanghaiCode, officeDuties)
  const registry = registryRoom(base, { bounds: city.bounds, catalogues: codingCatalogues })
  const twin = twinRoom(base, {
    allowedHosts: base.config.outsideHosts,
    layers: mapLayers,
    codesOf: registry.identifiers.codesOf,
    divisionOf: (lng, lat) => registry.locate({ lng, lat }).division,
    findAddress: async (text) => (await registry.geocode(text, { limit: 1 }))[0],
  })
  registry.identifiers.add(twin.findByCode)
  const things = thingsRoom(base, {
    ...{ twin, profiles: deviceProfiles, rules: alarmRules },
    foresees: governmentPacks.flatMap(({ foresees = [] }) => foresees),
    findProgram: programsBy(identity.authenticate),
    onTokens: identity.onChange,
  })
  const cases = casesRoom(base, {
    offices,
    calendar: officeCalendar,
    jurisdiction: shanghaiCode,
    packs: governmentPacks,
    locate: locateBy(registry),
    placeName: calledBy(registry),
    command: things.commandNear,
    ground: {
      gridAt: ([lng, lat]) => registry.locate({ lng, lat }).grid,
      divisionAt: ([lng, lat]) => registry.locate({ lng, lat }).division,
      districts: () =>
        registry
          .geography()
          .children(shanghaiCode)
          .map(({ code, name }) => ({ code, title: name })),
    },
  })
  const patrolParts = {
    ...{ base, registry, twin, cases, offices, hours: patrolCalendar, table: filingTable, majors: majorClasses },
  }
  const patrol = patrolRoom(patrolParts)
  const camera = cameraRoom(cameraParts(base, { cases, registry, offices, directory: identity.offices }))
  things.hearSigned(camera.hear)
  const dispatch = dispatchRoom({
    ...{ base, cases, offices, terms: { skills, vehicles, kinds: errandKinds } },
    divisionTitle: (code) => registry.geography().find(code)?.name,
  })
  const measure = measureRoom(base, {
    cases,
    offices,
    titles: { office: offices.title, division: (code) => registry.geography().find(code)?.name },
    signs: {
      ...{ declared: signs, twin, things, city: shanghaiCode },
      districts: () =>
        registry
          .geography()
          .children(shanghaiCode)
          .map(({ code }) => code),
    },
  })
  const divisionsAt = (point: { readonly lng: number; readonly lat: number }) => {
    const { district, street, committee } = registry.locate(point)
    return [district, street, committee].flatMap((code) => code ?? [])
  }
  const notify = notifyRoom(base, {
    ...{ cases, offices, settings: notifySettings(base.config) },
    ground: { city: shanghaiCode, divisionsAt },
  })
  identity.hold(notify.holding)
  const insight = insightRoom(base, {
    cases,
    offices,
    findPlace: mentionedPlaces(registry),
    series: { observations: twin.observations, sight: sightOf },
  })
  const response = responseRoom({
    ...{ base, plans, city: shanghaiCode },
    offices: calledOffices(identity.offices, officeDuties),
    divisionsAt,
    divisionTitle: (code) => registry.geography().find(code)?.name,
  })
  rooms.push(
    identity,
    registry,
    twin,
    things,
    cases,
    patrol,
    camera,
    dispatch,
    measure,
    insight,
    response,
    notify,
    searchRoom(base, { cases }),
  )
  if (base.config.demo)
    rooms.push(
      demonstration(
        base,
        { identity, registry, offices: (tree) => officesFor({ tree }, shanghaiCode, officeDuties) },
        scale,
      ),
    )
  if (base.config.demo) rooms.push(demonstrationCrews({ base, offices }))
  if (base.config.demo) rooms.push(demonstrationEmergencies({ base, offices: identity.offices, response }))
  if (base.config.demo && scale.devices)
    rooms.push(demonstrationDevices({ base, twin, things }), demonstrationCamera({ base, things, camera }))
  if (base.config.demo && scale.cases > 0) rooms.push(demonstrationPatrols(patrolParts))
  return { rooms, authenticate: knowingDevices(identity.authenticate, anonymous) }
}
