import type { FieldType } from '../../../kernel/record/index.ts'
import type { Control } from './control.ts'
import { booleanControl, choiceControl, choicesControl } from './controls/choice-control.tsx'
import { classControl } from './controls/class-control.tsx'
import { dateControl, instantControl } from './controls/date-control.tsx'
import { filesControl } from './controls/files-control.tsx'
import { integerControl, moneyControl, numberControl } from './controls/number-control.tsx'
import { officeControl } from './controls/office-control.tsx'
import { placeControl } from './controls/place-control.tsx'
import {
  citizenNumberControl,
  creditCodeControl,
  emailControl,
  longTextControl,
  phoneControl,
  textControl,
} from './controls/text-control.tsx'

/** How every kind of field is asked: one entry a kind, complete by its type. */
export const controls: Readonly<Record<FieldType, Control>> = {
  text: textControl,
  'long-text': longTextControl,
  number: numberControl,
  integer: integerControl,
  money: moneyControl,
  boolean: booleanControl,
  instant: instantControl,
  date: dateControl,
  choice: choiceControl,
  choices: choicesControl,
  class: classControl,
  office: officeControl,
  place: placeControl,
  files: filesControl,
  phone: phoneControl,
  email: emailControl,
  'citizen-number': citizenNumberControl,
  'credit-code': creditCodeControl,
}
