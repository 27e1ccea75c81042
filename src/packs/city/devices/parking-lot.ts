import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Parking lot（停车场余位）。 */
export const parkingLot = deviceProfile({
  name: 'parking-lot',
  title: { zh: '停车场余位', en: 'Parking lot' },
  about: { zh: '停车场在场车辆与容量', en: 'Cars in a lot and its capacity' },
  type: 'OffStreetParking',
  model: 'dataModel.Parking/OffStreetParking',
  period: 300,
  silentAfter: 5400,
  measures: {
    occupied: {
      title: { zh: '在场车辆', en: 'Cars inside' },
      kind: 'whole',
      unit: 'C62',
      range: [0, 20000],
      attribute: 'occupiedSpotNumber',
    },
    capacity: {
      title: { zh: '总车位', en: 'Places' },
      kind: 'whole',
      unit: 'C62',
      range: [0, 20000],
      attribute: 'totalSpotNumber',
    },
  },
  // Archives of such series go back twenty years.
  clock: { ahead: 300, behind: 20 * 365 * 86_400, otherwise: 'refuse' },
  commands: {
    restart,
  },
  keepDays: 3650,
})
