import { deviceProfile } from '../../../kernel/things/index.ts'

/** Bus（公交车）。 */
export const bus = deviceProfile({
  name: 'bus',
  title: { zh: '公交车', en: 'Bus' },
  about: { zh: '位置、速度与满载', en: 'Where it is, how fast and how full' },
  type: 'Vehicle',
  model: 'dataModel.Transportation/Vehicle',
  period: 15,
  measures: {
    lng: { title: { zh: '经度', en: 'Longitude' }, kind: 'number', unit: 'DD', range: [-180, 180] },
    lat: { title: { zh: '纬度', en: 'Latitude' }, kind: 'number', unit: 'DD', range: [-90, 90] },
    speed: { title: { zh: '速度', en: 'Speed' }, kind: 'number', unit: 'KMH', range: [0, 150] },
    load: { title: { zh: '满载率', en: 'Load' }, kind: 'number', unit: 'P1', range: [0, 200] },
  },
  position: { lng: 'lng', lat: 'lat' },
})
