export { analytics, drawPicture, eventOf, formOf } from './testing/analytics.ts'
export { type CameraCity, cameraCity } from './testing/camera-city.ts'
