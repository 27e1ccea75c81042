export { hotline } from './hotline.ts'
