export { filingTable, majorClasses } from './classes.ts'
