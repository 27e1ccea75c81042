import {
  type CodeScheme,
  certificateId,
  componentCode,
  creditCode,
  ecode,
  handle,
  oid,
  seeded,
  serviceItemCode,
  vaaCode,
} from '../../../../kernel/codes/index.ts'
import type { IdentifierScheme } from '../model.ts'

/** A published scheme whose things are known by what was bound to the code, or by a later room. */
function published(scheme: CodeScheme<unknown>, id = scheme.id): IdentifierScheme {
  return {
    id,
    title: scheme.title,
    standard: scheme.standard,
    example: scheme.generate(seeded('example')),
    read: (text) => scheme.read(text),
    format: (code) => scheme.format(code),
  }
}

/** Schemes of standards: firms, components, service items, certificates, and the identifiers of other systems. */
export const publishedSchemes: readonly IdentifierScheme[] = [
  published(creditCode, 'credit'),
  published(componentCode),
  published(serviceItemCode),
  published(certificateId),
  published(handle),
  published(oid),
  published(ecode),
  published(vaaCode),
]
