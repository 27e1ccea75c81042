export { Anomalies } from './anomalies.tsx'
export { SeriesPage } from './series-page.tsx'
