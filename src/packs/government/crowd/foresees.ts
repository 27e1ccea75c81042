import { t } from '../../../kernel/scenario/index.ts'
import type { CombinedRule } from '../../../kernel/things/index.ts'

/** More come than go: how many will be there in half an hour if it goes on as in the last ten minutes. The bound is a proposal. */
export const crowdForeseen: CombinedRule = {
  name: 'crowd-foreseen',
  title: t('预计客流超限', 'Crowd foreseen'),
  at: 'crowd-flow',
  inputs: {
    present: {
      ...{ title: t('在场', 'There now'), unit: t('人', 'people') },
      ...{ profile: 'crowd-flow', measure: 'present', aggregate: 'last', window: 600 },
    },
    entered: {
      ...{ title: t('10 分钟进入', 'Came in 10 min'), unit: t('人', 'people') },
      ...{ profile: 'crowd-flow', measure: 'entered', aggregate: 'sum', window: 600 },
    },
    left: {
      ...{ title: t('10 分钟离开', 'Went in 10 min'), unit: t('人', 'people') },
      ...{ profile: 'crowd-flow', measure: 'left', aggregate: 'sum', window: 600 },
    },
  },
  foresees: {
    ...{ title: t('30 分钟后在场', 'There in 30 min'), unit: t('人', 'people'), ahead: 1_800 },
    ...{ base: 0, factors: { present: 1, entered: 3, left: -3 } },
  },
  when: 'present >= 600 and foreseen >= 1200',
  clears: 'foreseen < 900',
  every: 60,
  severity: 'warning',
  raises: {
    class: '公共安全/人员聚集',
    text: t(
      '{title}预计 {minutes} 分钟后在场 {foreseen} 人',
      '{foreseen} people are foreseen at {title} in {minutes} min',
    ),
  },
}
