export { analytics, drawPicture, eventOf, formOf } from './testing/analytics.ts'
