import type { JSX } from 'react'
import { caseNumber } from '../../kernel/codes/index.ts'

/** A case number in groups, never broken in the middle: `2026-1120-0042-7`. */
export const CaseNumber = ({ number }: { readonly number: string }): JSX.Element => (
  <span className="unit figures">{caseNumber.format(number)}</span>
)
