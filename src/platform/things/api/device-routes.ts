import type { Http } from '../../base/index.ts'
import type { DeviceParts } from './device-parts.ts'
import { deviceReadingsRoute } from './device-readings-route.ts'
import { enrolRoutes } from './enrol-routes.ts'
import { keepDeviceRoutes } from './keep-device-routes.ts'
import { seeDeviceRoutes } from './see-device-routes.ts'

/** Devices: who they are, how they are, and how they come and go. */
export function deviceRoutes(http: Http, parts: DeviceParts): void {
  seeDeviceRoutes(http, parts)
  deviceReadingsRoute(http, parts)
  enrolRoutes(http, parts)
  keepDeviceRoutes(http, parts)
}
