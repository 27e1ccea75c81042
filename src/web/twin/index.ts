export { MapDesk } from './map-desk.tsx'
