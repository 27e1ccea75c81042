import { divisionCode } from '../../../../kernel/codes/index.ts'
import type { IdentifierScheme } from '../model.ts'
import type { SchemeParts } from '../scheme-parts.ts'

/** Divisions by their code. */
export const divisionScheme = ({ registry }: SchemeParts): IdentifierScheme => ({
  id: 'division',
  title: divisionCode.title,
  standard: divisionCode.standard,
  example: '310101',
  read: (text) => divisionCode.read(text),
  format: (code) => divisionCode.format(code),
  find: async ({ code }) => {
    const geography = registry.geography()
    const division = geography.find(code)
    if (!division) return undefined
    const { name, level, parent, point, area, isSketch } = division
    return {
      uri: `urn:shudu:division:${code}`,
      kind: 'division',
      title: name,
      types: ['https://schema.org/AdministrativeArea'],
      state: { code, level, ...(parent && { parent }), children: geography.children(code).length, isSketch },
      ...(area ? { geometry: area } : point && { geometry: { type: 'Point', coordinates: [point.lng, point.lat] } }),
      links: {
        self: `/api/registry/divisions/${code}`,
        ...(parent && { up: `/id/division/${parent}` }),
      },
    }
  },
})
