import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Parking bay（泊位检测）。 */
export const parkingBay = deviceProfile({
  name: 'parking-bay',
  title: { zh: '泊位检测', en: 'Parking bay' },
  about: { zh: '地磁或视频泊位占用', en: 'Occupied or free, by magnet or camera' },
  type: 'ParkingSpot',
  model: 'dataModel.Parking/ParkingSpot',
  period: 0,
  silentAfter: 43200,
  measures: {
    isOccupied: { title: { zh: '占用', en: 'Occupied' }, kind: 'yes-no', attribute: 'occupied' },
    battery: {
      title: { zh: '电量', en: 'Battery' },
      kind: 'whole',
      unit: 'P1',
      range: [0, 100],
      attribute: 'batteryLevel',
    },
  },
  battery: { measure: 'battery', low: 20 },
  commands: {
    restart,
  },
})
