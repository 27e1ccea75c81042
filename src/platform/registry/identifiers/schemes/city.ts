import {
  type CodeReading,
  type CodingCatalogue,
  formatCatalogueCode,
  readCatalogueCode,
  writeCodes,
} from '../../../../kernel/codes/index.ts'
import type { IdentifierScheme } from '../model.ts'
import type { SchemeParts } from '../scheme-parts.ts'

/** Reads a text by the catalogue that knows it; else says what the catalogue that comes nearest finds wrong. */
function readByAny(catalogues: readonly CodingCatalogue[], text: string): CodeReading<unknown> {
  let nearest: CodeReading<unknown> | undefined
  let reach = -1
  for (const catalogue of catalogues) {
    const reading = readCatalogueCode(catalogue, text)
    if (reading.ok) return { ok: true, code: reading.code, parts: { catalogue: catalogue.id, ...reading.parts } }
    const at = reading.at ?? -1
    if (at > reach || nearest === undefined) {
      nearest = reading
      reach = at
    }
  }
  return (
    nearest ?? { ok: false, fault: 'part', says: { zh: '本市没有编码目录', en: 'this city has no coding catalogue' } }
  )
}

/** The city's own codes (城市资源标识), by the coding catalogues of its packs. */
export function cityScheme({ catalogues }: SchemeParts): IdentifierScheme {
  const catalogueOf = (code: string) => catalogues.find((each) => readCatalogueCode(each, code).ok)
  const [first] = catalogues
  return {
    id: 'city',
    title: { zh: '城市资源标识', en: 'City resource code' },
    standard: 'Shudu',
    example: first ? [...writeCodes(first, exampleValues(first), 1, 1)].join('') : '',
    read: (text) => readByAny(catalogues, text),
    format: (code) => {
      const catalogue = catalogueOf(code)
      return catalogue ? formatCatalogueCode(catalogue, code) : code
    },
  }
}

const exampleValues = ({ segments }: CodingCatalogue): Record<string, string> =>
  Object.fromEntries(
    segments.flatMap((segment) => {
      if (segment.kind === 'division') return [[segment.name, '310101']]
      if (segment.kind === 'year') return [[segment.name, '2026']]
      return segment.kind === 'choice' ? [[segment.name, Object.keys(segment.of)[0] ?? '']] : []
    }),
  )
