export { Chart, ChartTable } from './chart.tsx'
export { type ChartPoint, type ChartSeries, type ChartSpec, tableOf } from './chart-spec.ts'
export { Spark } from './spark.tsx'
