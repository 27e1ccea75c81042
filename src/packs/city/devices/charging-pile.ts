import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Charging pile（充电桩）。 */
export const chargingPile = deviceProfile({
  name: 'charging-pile',
  title: { zh: '充电桩', en: 'Charging pile' },
  about: { zh: '电动汽车充电', en: 'Charging of electric vehicles' },
  type: 'EVChargingStation',
  model: 'dataModel.Transportation/EVChargingStation',
  period: 300,
  measures: {
    state: {
      title: { zh: '状态', en: 'State' },
      kind: 'choice',
      choices: {
        free: { code: 0, title: { zh: '空闲', en: 'Free' } },
        plugged: { code: 1, title: { zh: '已插枪', en: 'Plugged' } },
        charging: { code: 2, title: { zh: '充电中', en: 'Charging' } },
        fault: { code: 3, title: { zh: '故障', en: 'Faulty' } },
        offline: { code: 4, title: { zh: '停用', en: 'Out of use' } },
      },
      attribute: 'status',
    },
    power: { title: { zh: '功率', en: 'Power' }, kind: 'number', unit: 'KWT', range: [0, 500] },
    energy: { title: { zh: '累计电量', en: 'Energy' }, kind: 'number', unit: 'KWH', range: [0, 100000000] },
    temperature: {
      title: { zh: '枪头温度', en: 'Temperature of the plug' },
      kind: 'number',
      unit: 'CEL',
      range: [-40, 150],
    },
  },
  commands: {
    limit: {
      title: { zh: '限制功率', en: 'Limit the power' },
      fields: {
        power: { title: { zh: '功率', en: 'Power' }, kind: 'number', unit: 'KWT', range: [0, 500], isRequired: true },
      },
      expiresAfter: 300,
    },
    stop: { title: { zh: '停止充电', en: 'Stop charging' }, fields: {}, expiresAfter: 120 },
    restart,
  },
})
