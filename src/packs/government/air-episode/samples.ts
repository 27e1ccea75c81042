import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'dust-site', 'PM10 半小时均值 280', 'PM10 is 280 over half an hour', {
    level: 'notice',
    value: 280,
  }),
  sampleSignal('sign', 'aqi', '空气质量指数 160', 'The air quality index is 160'),
  sampleSignal('report', 'hotline', '工地扬尘很大', 'A site raises dust'),
]
