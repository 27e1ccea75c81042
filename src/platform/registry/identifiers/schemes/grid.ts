import { type CodeReading, divisionCode } from '../../../../kernel/codes/index.ts'
import type { IdentifierScheme } from '../model.ts'
import type { SchemeParts } from '../scheme-parts.ts'

function read(text: string): CodeReading<{ readonly street: string; readonly number: number }> {
  const code = text.normalize('NFKC').replace(/\s/gu, '')
  if (!/^[0-9]{15}$/.test(code))
    return { ok: false, fault: 'length', says: { zh: '应为 15 位数字', en: 'must be fifteen digits' } }
  const street = divisionCode.read(code.slice(0, 9))
  if (!street.ok) return street
  return { ok: true, code, parts: { street: street.code, number: Number(code.slice(9)) } }
}

/** Responsibility grids by their code. */
export const gridScheme = ({ registry }: SchemeParts): IdentifierScheme => ({
  id: 'grid',
  title: { zh: '责任网格代码', en: 'Grid code' },
  standard: 'Shudu',
  example: '310101002000001',
  read,
  format: (code) => code.replace(/^(.{6})(.{3})(.{6})$/, '$1 $2 $3'),
  find: async ({ code }) => {
    const grid = registry.geography().findGrid(code)
    if (!grid) return undefined
    return {
      uri: `urn:shudu:grid:${code}`,
      kind: 'grid',
      title: grid.name,
      types: ['https://schema.org/AdministrativeArea'],
      state: {
        code,
        street: grid.street,
        number: grid.number,
        committees: grid.committees,
        office: grid.office ?? null,
      },
      geometry: grid.area,
      links: { up: `/id/division/${grid.street}` },
    }
  },
})
