export { IncidentPage } from './incident-page.tsx'
export { IncidentsPage } from './incidents-page.tsx'
export { OrdersPage } from './orders-page.tsx'
export { ResourcesPage } from './resources-page.tsx'
