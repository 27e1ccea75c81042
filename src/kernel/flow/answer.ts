import type { Words } from '../words.ts'
import type { OfficeRef } from './origin.ts'

/** The version of a rule of the city that decided, by the name it had. */
export type RuleRef = { readonly id: string; readonly version: number; readonly name: Words }

/** An office that comes into question for a step, and why. */
export type Answer = { readonly holder: OfficeRef; readonly because: Words; readonly rule?: RuleRef }
