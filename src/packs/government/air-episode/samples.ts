import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'dust-site', 'PM10 半小时均值 280', 'PM10 is 280 over half an hour', {
    level: 'notice',
    value: 280,
  }),
  sampleSignal('sign', 'pm25-hour', 'PM2.5 小时值超标', 'PM2.5 is above its bound'),
  sampleSignal('report', 'hotline', '工地扬尘很大', 'A site raises dust'),
]
