export { isUuidv7, uuidTime, uuidv7, uuidv7At } from './uuid.ts'
