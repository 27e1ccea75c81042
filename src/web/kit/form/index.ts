export { type Control, type ControlProps, textOf } from './control.ts'
export { FieldView } from './field-view.tsx'
export { FaultSummary, FormView } from './form-view.tsx'
export { type FieldFault, type Form, useForm, type Values } from './use-form.ts'
