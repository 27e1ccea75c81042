import type { Role } from '../../../kernel/access/index.ts'
import type { Query } from '../../base/index.ts'
import { holdersOf, namesOf } from '../../identity/index.ts'

/** Who may be named for an order: everybody who works in the office, and who stands in for him. */
const working: readonly Role[] = ['duty-officer', 'dispatcher', 'supervisor', 'operator', 'grid-member', 'clerk']

/** Somebody of an office. */
export type OfficePerson = { readonly id: string; readonly name: string }

/** People of these offices, by office. */
export async function peopleOfOffices(
  on: Query,
  offices: readonly string[],
): Promise<ReadonlyMap<string, readonly OfficePerson[]>> {
  const asked = [...new Set(offices)]
  const held = await holdersOf(
    on,
    asked.map((office) => ({ office, roles: working })),
  )
  const names = await namesOf(on, [...new Set(held.flat())])
  return new Map(
    asked.map((office, i) => {
      const people = (held[i] ?? []).flatMap((id) => {
        const name = names.get(id)
        return name === undefined ? [] : [{ id, name }]
      })
      return [office, people.toSorted((a, b) => a.name.localeCompare(b.name, 'zh'))]
    }),
  )
}

/** People of one office. */
export const peopleOfOffice = async (on: Query, office: string): Promise<readonly OfficePerson[]> =>
  (await peopleOfOffices(on, [office])).get(office) ?? []
