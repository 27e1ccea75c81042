import type { Role } from '../../../../kernel/access/index.ts'
import { seeded, uuidv7At } from '../../../../kernel/codes/index.ts'
import type { Words } from '../../../../kernel/words.ts'
import type { ProfileOffice } from '../offices.ts'
import { personName, personPhone } from './names.ts'

/** A person of the demonstration as the identity room loads one. */
export type ProfilePerson = {
  readonly id: string
  readonly kind: 'resident' | 'official' | 'service'
  readonly name: string
  /** Name in Latin letters, for English screens. */
  readonly latinName: string
  readonly login?: string
  readonly locale?: 'zh' | 'en'
  readonly personal?: { readonly phone?: string; readonly email?: string; readonly citizenNumber?: string }
  readonly posts?: readonly { readonly office: string; readonly role: Role }[]
  /** Place in the list of the demonstration sign-in, and what to say beside the name. */
  readonly showcase?: { readonly place: number; readonly note: Words }
}

/** When the demonstration's people were entered: ids carry it, so that they are the same every time. */
export const enteredAt = Date.UTC(2024, 0, 1)

/** Who works in an office of a kind, besides the people of the showcase. */
function rolesOf(office: ProfileOffice): readonly Role[] {
  if (office.level === 'city') return cityRoles[office.kind] ?? ['clerk', 'clerk', 'dispatcher']
  if (office.level === 'district')
    return office.kind === 'operation-centre'
      ? ['dispatcher', 'dispatcher', 'supervisor', 'duty-officer']
      : ['clerk', 'clerk']
  if (office.level === 'street') return ['dispatcher', 'clerk', 'clerk', 'supervisor']
  return office.level === 'grid' ? ['grid-member'] : []
}

const cityRoles: Readonly<Record<string, readonly Role[]>> = {
  'operation-centre': ['dispatcher', 'dispatcher', 'supervisor', 'supervisor', 'duty-officer', 'duty-officer'],
  hotline: [
    'operator',
    'operator',
    'operator',
    'operator',
    'operator',
    'operator',
    'sorter',
    'sorter',
    'sorter',
    'clerk',
  ],
  data: ['data-officer', 'clerk'],
}

/** The staff of every office: about 3,600 people, the same every time. Committees have none but those of the showcase. */
export function makeStaff(offices: readonly ProfileOffice[]): readonly ProfilePerson[] {
  return offices.flatMap((office) => {
    const random = seeded(`staff/${office.id}`)
    return rolesOf(office).map((role): ProfilePerson => {
      const name = personName(random, random() < 0.5 ? 'female' : 'male')
      return {
        id: uuidv7At(enteredAt, random),
        kind: 'official',
        name: name.zh,
        latinName: name.en,
        personal: { phone: personPhone(random) },
        posts: [{ office: office.id, role }],
      }
    })
  })
}
