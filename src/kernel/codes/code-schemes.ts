import { caseNumber } from './case-number.ts'
import { certificateId } from './certificate-id.ts'
import { citizenNumber } from './citizen-number.ts'
import type { CodeScheme } from './code-scheme.ts'
import { componentCode } from './component-code.ts'
import { creditCode } from './credit-code.ts'
import { divisionCode } from './division-code.ts'
import { ecode } from './ecode.ts'
import { handle } from './handle.ts'
import { oid } from './oid.ts'
import { organisationCode } from './organisation-code.ts'
import { serviceItemCode } from './service-item-code.ts'
import { vaaCode } from './vaa-code.ts'

/** Every system of codes the city reads, strongest check first: the order in which an unknown text is tried. */
export const codeSchemes: readonly CodeScheme<unknown>[] = [
  certificateId,
  serviceItemCode,
  creditCode,
  citizenNumber,
  caseNumber,
  organisationCode,
  componentCode,
  divisionCode,
  vaaCode,
  oid,
  handle,
  ecode,
]

/** The systems in which this text is a valid code, likeliest first: what somebody typed into a search box. */
export const recogniseCode = (text: string): readonly CodeScheme<unknown>[] =>
  codeSchemes.filter((scheme) => scheme.read(text).ok)
