import type { Sign } from '../../../kernel/signs/index.ts'
import { needs, sign, t, units } from './usual.ts'

const relays = { from: 'readings', profile: 'gateway', within: 'mean', window: 900 } as const

/** Signs of sensing and networks (感知与网络): how far the others can be trusted. */
export const networks: readonly Sign[] = [
  sign({
    code: 'devices-silent',
    class: 'networks',
    title: t('设备失联率', 'Devices not heard'),
    definition: t('失联或从未上报的设备比例', 'Share of devices silent or never heard'),
    unit: units.percent,
    digits: 1,
    source: { from: 'devices', ailment: 'silent', as: 'share' },
    bounds: [{ side: 'high', notice: 5, warning: 15, serious: 40 }],
    ease: 1,
    // A city that has just started hears them again within minutes.
    rises: 2,
    answers: 'data',
  }),
  sign({
    code: 'gateways-silent',
    class: 'networks',
    title: t('网关失联', 'Gateways not heard'),
    definition: t('失联或从未上报的物联网关', 'Gateways silent or never heard'),
    unit: units.devices,
    source: { from: 'devices', ailment: 'silent', profiles: ['gateway'], as: 'count' },
    bounds: [
      { side: 'high', when: { levels: ['city'] }, warning: 1, serious: 5, critical: 20 },
      { side: 'high', warning: 1, serious: 3 },
    ],
    // A city that has just started hears them again within minutes.
    rises: 2,
    answers: 'data',
  }),
  sign({
    code: 'devices-stuck',
    class: 'networks',
    title: t('读数不变的设备', 'Devices that are stuck'),
    definition: t('读数长时间没有变化的设备', 'Devices whose readings do not change any more'),
    unit: units.devices,
    source: { from: 'devices', ailment: 'stuck', as: 'count' },
    answers: 'data',
  }),
  sign({
    code: 'devices-wrong',
    class: 'networks',
    title: t('读数超量程的设备', 'Devices out of range'),
    definition: t('最新读数超出量程的设备', 'Devices whose newest reading cannot be true'),
    unit: units.devices,
    source: { from: 'devices', ailment: 'out-of-range', as: 'count' },
    answers: 'data',
  }),
  sign({
    code: 'batteries-low',
    class: 'networks',
    title: t('低电量设备比例', 'Batteries running low'),
    definition: t('电量低于型号下限的设备比例', 'Share of devices whose battery is below the mark of their kind'),
    unit: units.percent,
    digits: 1,
    source: { from: 'devices', ailment: 'battery', as: 'share' },
    bounds: [{ side: 'high', notice: 20, warning: 35 }],
    ease: 1,
    answers: 'data',
  }),
  sign({
    code: 'gateway-load',
    class: 'networks',
    title: t('网关最高负载', 'Busiest gateway'),
    definition: t(
      '各网关最近一刻钟平均负载的最大值',
      'The highest mean load of a quarter of an hour over all gateways',
    ),
    unit: units.percent,
    digits: 1,
    source: { ...relays, measure: 'load', across: 'max' },
    bounds: [{ side: 'high', notice: 70, warning: 85, serious: 95 }],
    ease: 5,
    answers: 'data',
  }),
  sign({
    code: 'gateway-signal',
    class: 'networks',
    title: t('网关最弱信号', 'Weakest signal of a gateway'),
    definition: t(
      '各网关最近一刻钟平均信号强度的最小值',
      'The lowest mean signal of a quarter of an hour over all gateways',
    ),
    unit: t('dBm', 'dBm'),
    source: { ...relays, measure: 'signal', across: 'min' },
    bounds: [{ side: 'low', notice: -95, warning: -105 }],
    ease: 2,
    answers: 'data',
  }),
  sign({
    code: 'alarms-open',
    class: 'networks',
    title: t('未消除的告警', 'Alarms that stand'),
    definition: t('当前未消除的各类设备告警', 'Alarms of all rules that stand now'),
    unit: units.alarms,
    source: { from: 'alarms', rules: [], as: 'open' },
    bounds: [
      { side: 'high', when: { levels: ['city'] }, notice: 50, warning: 200, serious: 1_000 },
      { side: 'high', notice: 15, warning: 60 },
    ],
    ease: 2,
    answers: 'operation-centre',
  }),
  sign({
    code: 'base-stations',
    class: 'networks',
    title: t('通信基站退服率', 'Base stations out of service'),
    definition: t('退服的移动通信基站比例', 'Share of base stations out of service'),
    unit: units.percent,
    source: needs('通信管理部门基站运行数据', 'the state of base stations'),
    answers: 'economy-information',
  }),
]
