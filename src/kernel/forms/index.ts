export { checkForm, type Filled, faultsOf, formErrors, schemaOf, splitByGrade } from './check-form.ts'
