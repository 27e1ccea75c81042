import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Traffic flow detector（交通流检测）。 */
export const trafficFlow = deviceProfile({
  name: 'traffic-flow',
  title: { zh: '交通流检测', en: 'Traffic flow detector' },
  about: { zh: '断面流量、速度、占有率', en: 'Volume, speed and occupancy of a section' },
  type: 'TrafficFlowObserved',
  model: 'dataModel.Transportation/TrafficFlowObserved',
  period: 60,
  measures: {
    intensity: {
      title: { zh: '流量（辆/分钟）', en: 'Vehicles a minute' },
      kind: 'whole',
      unit: 'C62',
      range: [0, 300],
    },
    speed: {
      title: { zh: '平均速度', en: 'Mean speed' },
      kind: 'number',
      unit: 'KMH',
      range: [0, 200],
      attribute: 'averageVehicleSpeed',
    },
    occupancy: { title: { zh: '占有率', en: 'Occupancy' }, kind: 'number', unit: 'P1', range: [0, 100] },
  },
  commands: {
    restart,
  },
})
