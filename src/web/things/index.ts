export { DevicePage } from './device-page.tsx'
export { Devices } from './devices.tsx'
export { Profiles } from './profiles.tsx'
