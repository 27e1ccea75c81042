export { Chart, ChartTable } from './chart.tsx'
export { type ChartPoint, type ChartSeries, type ChartSpec, tableOf } from './chart-spec.ts'
export { SpanFrame } from './span-frame.tsx'
export { Spark } from './spark.tsx'
