import { deviceProfile } from '../../../kernel/things/index.ts'

/** Hazardous-goods vehicle（危化品车辆）。 */
export const hazmatVehicle = deviceProfile({
  name: 'hazmat-vehicle',
  title: { zh: '危化品车辆', en: 'Hazardous-goods vehicle' },
  about: { zh: '位置、速度与罐内状态', en: 'Where it is, how fast, and its tank' },
  type: 'Vehicle',
  model: 'dataModel.Transportation/Vehicle',
  period: 30,
  measures: {
    lng: { title: { zh: '经度', en: 'Longitude' }, kind: 'number', unit: 'DD', range: [-180, 180] },
    lat: { title: { zh: '纬度', en: 'Latitude' }, kind: 'number', unit: 'DD', range: [-90, 90] },
    speed: { title: { zh: '速度', en: 'Speed' }, kind: 'number', unit: 'KMH', range: [0, 200] },
    heading: { title: { zh: '方向', en: 'Heading' }, kind: 'number', unit: 'DD', range: [0, 360] },
    tankPressure: { title: { zh: '罐内压力', en: 'Tank pressure' }, kind: 'number', unit: 'KPA', range: [0, 10000] },
    tankTemperature: {
      title: { zh: '罐内温度', en: 'Tank temperature' },
      kind: 'number',
      unit: 'CEL',
      range: [-200, 200],
    },
  },
  position: { lng: 'lng', lat: 'lat' },
  most: 20,
})
