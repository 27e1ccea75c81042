import type { Sign } from '../../../kernel/signs/index.ts'
import { needs, sign, t, units } from './usual.ts'

/** Signs of trade and the economy (经济与口岸): none of their data is in a city that has just begun. */
export const trade: readonly Sign[] = [
  sign({
    code: 'port-containers',
    class: 'trade',
    title: t('港口集装箱吞吐', 'Containers handled'),
    definition: t('昨日集装箱吞吐量', 'Containers handled yesterday'),
    unit: t('标准箱', 'TEU'),
    source: needs('港航企业吞吐量数据', 'throughput of the port'),
    answers: 'transport',
  }),
  sign({
    code: 'customs-hours',
    class: 'trade',
    title: t('整体通关时间', 'Time to clear customs'),
    definition: t('本月进口整体通关平均小时数', 'Mean hours to clear imports this month'),
    unit: t('小时', 'h'),
    source: needs('国际贸易单一窗口数据', 'the trade single window'),
    answers: 'commerce',
  }),
  sign({
    code: 'consumption',
    class: 'trade',
    title: t('线下消费金额', 'Spending in shops'),
    definition: t('昨日线下刷卡消费金额', 'Card spending in shops yesterday'),
    unit: t('亿元', '100 M yuan'),
    source: needs('银联消费汇总数据', 'totals of card payments'),
    answers: 'commerce',
  }),
  sign({
    code: 'firms-new',
    class: 'trade',
    title: t('新设经营主体', 'New firms'),
    definition: t('昨日新设经营主体数', 'Firms founded yesterday'),
    unit: t('户', 'firms'),
    source: needs('市场监管登记数据', 'the register of firms'),
    answers: 'market',
  }),
  sign({
    code: 'food-prices',
    class: 'trade',
    title: t('蔬菜批发价格', 'Price of vegetables'),
    definition: t(
      '主要批发市场蔬菜均价与上年同日之比',
      'Mean price at the main markets against the same day of last year',
    ),
    unit: units.percent,
    source: needs('批发市场价格监测数据', 'prices of the wholesale markets'),
    answers: 'commerce',
  }),
]
