export {
  CityError,
  type ErrorEntry,
  type ErrorKind,
  type ErrorMore,
  type ErrorTable,
  errorTable,
  type Fault,
} from './city-error.ts'
