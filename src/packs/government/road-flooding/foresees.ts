import { t } from '../../../kernel/scenario/index.ts'
import type { CombinedRule } from '../../../kernel/things/index.ts'

/**
 * Rain of an hour near a hollow and water that rises in it foretell what stands there in half an hour. The factors are a proposal
 * to be fitted to each place: the depth now, its rise in the last half hour again, and a little of what fell.
 */
export const floodForeseen: CombinedRule = {
  name: 'flood-foreseen',
  title: t('预计道路积水', 'Road flooding foreseen'),
  at: 'road-flood',
  inputs: {
    rain: {
      ...{ title: t('1 小时雨量', 'Rain in 1 h'), unit: t('毫米', 'mm') },
      ...{ profile: 'rain-gauge', measure: 'rain', aggregate: 'sum', window: 3_600, within: 3_000, across: 'max' },
    },
    rise: {
      ...{ title: t('30 分钟水深变化', 'Rise in 30 min'), unit: t('米', 'm') },
      ...{ profile: 'road-flood', measure: 'depth', aggregate: 'change', window: 1_800 },
    },
    depth: {
      ...{ title: t('现水深', 'Depth now'), unit: t('米', 'm') },
      ...{ profile: 'road-flood', measure: 'depth', aggregate: 'last', window: 1_800 },
    },
  },
  foresees: {
    ...{ title: t('30 分钟后水深', 'Depth in 30 min'), unit: t('米', 'm'), ahead: 1_800 },
    ...{ base: 0, factors: { depth: 1, rise: 1, rain: 0.002 } },
  },
  when: 'rain >= 20 and rise > 0 and foreseen >= 0.15',
  clears: 'foreseen < 0.1',
  every: 60,
  severity: 'warning',
  raises: {
    class: '防汛排水/积水',
    text: t(
      '{title}预计 {minutes} 分钟后积水 {foreseen} 米',
      'Water {foreseen} m deep is foreseen at {title} in {minutes} min',
    ),
  },
}
