import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Water level gauge（水位计）。 */
export const waterLevel = deviceProfile({
  name: 'water-level',
  title: { zh: '水位计', en: 'Water level gauge' },
  about: { zh: '河道、泵站水位，雷达或压力式', en: 'Rivers and pumping stations, radar or pressure' },
  type: 'FloodMonitoring',
  model: 'dataModel.Environment/FloodMonitoring',
  period: 300,
  measures: {
    level: {
      title: { zh: '水位', en: 'Level' },
      kind: 'number',
      unit: 'MTR',
      range: [-5, 30],
      jump: 1.5,
      stuckAfter: 86400,
      attribute: 'currentLevel',
    },
    flow: {
      title: { zh: '流速', en: 'Flow speed' },
      kind: 'number',
      unit: 'MTS',
      range: [-5, 10],
      attribute: 'flowSpeed',
    },
    battery: {
      title: { zh: '电量', en: 'Battery' },
      kind: 'whole',
      unit: 'P1',
      range: [0, 100],
      attribute: 'batteryLevel',
    },
  },
  battery: { measure: 'battery', low: 20 },
  commands: {
    restart,
  },
  formats: {
    // Answer of a Modbus RTU slave: address, function, length, level in millimetres, CRC-16.
    modbus: {
      kind: 'binary',
      least: 7,
      check: 'crc16-modbus',
      values: { level: { from: 3, type: 'i16', scale: 0.001, missing: -32768 } },
    },
  },
})
