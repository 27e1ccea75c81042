import type { HTMLInputAutoCompleteAttribute, HTMLInputTypeAttribute, ReactElement } from 'react'
import type { Field } from '../../../kernel/record/index.ts'

/** What a line of text is to the browser and its keyboards. */
export type LineLook = {
  readonly type?: HTMLInputTypeAttribute
  readonly inputMode?: 'text' | 'tel' | 'email' | 'numeric' | 'decimal'
  readonly autoComplete?: HTMLInputAutoCompleteAttribute
  /** About how wide the answer is: the field is as wide as what belongs in it. */
  readonly width?: string
}

/** What every control gets. `value` is whatever the form holds for the field, unchecked: a control shows it as well as it can. */
export type ControlProps = {
  readonly id: string
  readonly name: string
  readonly field: Field
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** Ids of hint and fault, for `aria-describedby`. */
  readonly describedBy: string | undefined
  readonly invalid: boolean
  /** The pack whose taxonomies and templates the field may draw on. */
  readonly pack?: string | undefined
  readonly as?: LineLook | undefined
}

/** How one kind of field is asked on a screen. */
export type Control = {
  readonly view: (props: ControlProps) => ReactElement
  /** Is the control several inputs? It then gets a fieldset and a legend instead of a label. */
  readonly group?: (field: Field) => boolean
}

/** The text of a value that a person may be in the middle of typing. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
