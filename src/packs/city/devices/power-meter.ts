import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Electricity meter（电表）。 */
export const powerMeter = deviceProfile({
  name: 'power-meter',
  title: { zh: '电表', en: 'Electricity meter' },
  about: { zh: '三相智能电表', en: 'Three-phase smart meter' },
  type: 'ThreePhaseAcMeasurement',
  model: 'dataModel.Energy/ThreePhaseAcMeasurement',
  period: 900,
  measures: {
    energy: {
      title: { zh: '累计电量', en: 'Energy' },
      kind: 'number',
      unit: 'KWH',
      range: [0, 1000000000],
      stuckAfter: 604800,
      attribute: 'totalActiveEnergyImport',
    },
    power: {
      title: { zh: '有功功率', en: 'Active power' },
      kind: 'number',
      unit: 'KWT',
      range: [-10000, 10000],
      attribute: 'totalActivePower',
    },
    voltage: { title: { zh: '电压', en: 'Voltage' }, kind: 'number', unit: 'VLT', range: [0, 500] },
    current: { title: { zh: '电流', en: 'Current' }, kind: 'number', unit: 'AMP', range: [0, 10000] },
  },
  commands: {
    restart,
  },
  formats: {
    // Data field of DL/T 645-2007 (energy as BCD, lowest byte first, two decimals), the transport removed.
    dlt645: {
      kind: 'binary',
      carried: 'hex',
      least: 4,
      values: { energy: { from: 0, type: 'bcd', bytes: 4, order: 'little', scale: 0.01 } },
    },
  },
})
