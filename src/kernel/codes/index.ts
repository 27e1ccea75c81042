export { type CaseNumberParts, caseNumber, caseNumberOf, dammCheck, sayCaseNumber } from './case-number.ts'
export {
  type CatalogueCode,
  catalogueFaults,
  formatCatalogueCode,
  readCatalogueCode,
  serialRoom,
  valueFaults,
  writeCodes,
} from './catalogue/catalogue-codes.ts'
export { type CheckAlgorithm, checkAlgorithms } from './catalogue/check-algorithms.ts'
export type { CodeSegment, CodeValues, CodingCatalogue } from './catalogue/coding-catalogue.ts'
export { type CertificateIdParts, certificateId, certificateIdOf, mod37Check } from './certificate-id.ts'
export {
  type CitizenNumberParts,
  citizenCheck,
  citizenNumber,
  generateCitizenNumber,
  isCitizenNumber,
} from './citizen-number.ts'
export type { CodeFault, CodeReading, CodeScheme } from './code-scheme.ts'
export { codeSchemes, recogniseCode } from './code-schemes.ts'
export { type ComponentCodeParts, componentCode, componentCodeOf } from './component-code.ts'
export {
  type CreditCodeParts,
  creditAlphabet,
  creditCheck,
  creditCode,
  generateCreditCode,
  isCreditCode,
} from './credit-code.ts'
export {
  type DivisionCodeParts,
  type DivisionKind,
  type DivisionLevel,
  divisionCode,
  divisionStem,
  isDivisionWithin,
  parentDivision,
} from './division-code.ts'
export { type EcodeParts, ecode } from './ecode.ts'
export { type HandleParts, handle } from './handle.ts'
export { maskAddress, maskCitizenNumber, maskEmail, maskName, maskNumbersIn, maskPhone } from './mask.ts'
export { type OidParts, oid } from './oid.ts'
export { type OrganisationCodeParts, organisationCheck, organisationCode } from './organisation-code.ts'
export { type Random, randomOf, randomText, randomWhole, seeded } from './random.ts'
export { type ServiceItemCodeParts, type ServiceItemLevel, serviceItemCode } from './service-item-code.ts'
export { isUuidv7, uuidTime, uuidv7, uuidv7At } from './uuid.ts'
export { type VaaParts, vaaCode } from './vaa-code.ts'
