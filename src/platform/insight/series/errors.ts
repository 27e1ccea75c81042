import { errorTable } from '../../../kernel/errors/index.ts'

/** What can go wrong with series. */
export const insightSeriesErrors = errorTable({
  'insight.no-series': {
    kind: 'missing',
    says: { zh: '没有这个时间序列', en: 'There is no such series' },
    todo: {
      zh: '请从实体或地图打开它；也可能您无权查看',
      en: 'Open it from its entity or the map; you may not be allowed to see it',
    },
  },
  'insight.no-anomaly': {
    kind: 'missing',
    says: { zh: '没有这条异常', en: 'There is no such anomaly' },
    todo: {
      zh: '请刷新列表：数据补齐后异常可能已消失',
      en: 'Look at the list again: with late readings it may have gone',
    },
  },
  'insight.too-short': {
    kind: 'conflict',
    says: {
      zh: '该序列只有 {days} 天的历史，不足以预测并回测',
      en: 'The series has {days} days of past: too little to forecast and to test the forecast',
    },
    todo: {
      zh: '至少需要约四周、每天多数时段都有的数据',
      en: 'About four weeks of readings are needed, most hours of each day',
    },
  },
  'insight.bad-window': {
    kind: 'input',
    says: { zh: '时间或范围写得不对', en: 'The window of time or the box is not right' },
    todo: {
      zh: '时间段应在一小时到 31 天之间；范围写作 西,南,东,北（WGS 84 度）',
      en: 'A window is an hour to 31 days long; a box is west,south,east,north in WGS 84 degrees',
    },
  },
  'insight.series-budget': {
    kind: 'limit',
    says: { zh: '分析该序列超出了时间预算', en: 'Looking at this series took longer than it may' },
    todo: { zh: '请稍后再试', en: 'Try again later' },
  },
})
