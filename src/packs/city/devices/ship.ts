import { deviceProfile } from '../../../kernel/things/index.ts'

/** Ship（船舶）。 */
export const ship = deviceProfile({
  name: 'ship',
  title: { zh: '船舶', en: 'Ship' },
  about: { zh: '内河与近岸船舶位置（AIS）', en: 'Ships on rivers and near the coast (AIS)' },
  type: 'Vessel',
  period: 60,
  measures: {
    lng: { title: { zh: '经度', en: 'Longitude' }, kind: 'number', unit: 'DD', range: [-180, 180] },
    lat: { title: { zh: '纬度', en: 'Latitude' }, kind: 'number', unit: 'DD', range: [-90, 90] },
    speed: { title: { zh: '航速', en: 'Speed over ground' }, kind: 'number', unit: 'KNT', range: [0, 60] },
    course: { title: { zh: '航向', en: 'Course' }, kind: 'number', unit: 'DD', range: [0, 360] },
    draught: { title: { zh: '吃水', en: 'Draught' }, kind: 'number', unit: 'MTR', range: [0, 30] },
  },
  position: { lng: 'lng', lat: 'lat' },
  formats: {
    ais: {
      kind: 'json',
      at: { path: 'time', form: 'iso' },
      values: {
        lng: { path: 'LON', missing: [181] },
        lat: { path: 'LAT', missing: [91] },
        speed: { path: 'SOG', missing: [102.3] },
        course: { path: 'COG', missing: [360] },
        draught: { path: 'DRAUGHT', missing: [0] },
      },
    },
  },
})
