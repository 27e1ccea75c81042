import type { Words } from '../words.ts'

/**
 * Who answers (责任单位): by kind, place, ownership and time of day, as data. The first rule that fits and whose office exists
 * wins. `from` and `until` are calendar days of the city, both included, on which the rule is in force.
 */
export type ResponsibilityRule = {
  readonly name: string
  /** FEEL over the form, and `hour` (0–23), `weekday` (1 Monday – 7), `isWorkTime`, all by the city's clock. */
  readonly when?: string
  /** Division codes in which it holds; a code stands for all below it. */
  readonly within?: readonly string[]
  /** The duty that answers, at which level of the tree; or the office that a form's answer names. */
  readonly to: { readonly duty: string; readonly level: 'city' | 'district' | 'street' } | { readonly answer: string }
  readonly from?: string
  readonly until?: string
  /** Told to everybody who asks why it went there. */
  readonly because: Words
}
