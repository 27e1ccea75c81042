import { stat } from 'node:fs/promises'
import { uuidv7 } from '../kernel/codes/index.ts'
import { resourceOf } from '../kernel/flow/index.ts'
import type { Base } from '../platform/base/index.ts'
import type { CameraCases, CameraParts, CaseKnown } from '../platform/camera/index.ts'
import type { CasesRoom, Offices } from '../platform/cases/index.ts'
import type { OfficeTree } from '../platform/identity/index.ts'
import type { Registry } from '../platform/registry/index.ts'

type Loaded = NonNullable<Awaited<ReturnType<CasesRoom['ofSignal']>>>

const known = ({ state }: Loaded): CaseKnown => ({
  id: state.id,
  number: state.number,
  resource: resourceOf(state),
})

/** Cases as the camera room asks for them. */
function casesFor(base: Base, cases: CasesRoom): CameraCases {
  return {
    ofSignal: async (signal) => {
      const found = await cases.ofSignal(signal)
      return found && known(found)
    },
    find: async (number, actor) => {
      const found = await cases.findFor(actor, number)
      return found && known(found)
    },
    keepPicture: async ({ display, thumb, name, width, height, by }) => {
      const id = uuidv7()
      const { size } = await stat(await base.files.path(display))
      await cases.files.keep({
        ...{ id, name, width, height, media: 'image/webp', bytes: size, madeBy: by },
        // The whole picture stays where it is sealed: what a case has of it is the masked one.
        ...{ hash: display, displayHash: display, thumbHash: thumb },
      })
      return id
    },
  }
}

/** What the camera room is joined with: cases, the place of a point, the office that answers for it. */
export function cameraParts(
  base: Base,
  {
    cases,
    registry,
    offices,
    directory,
  }: {
    readonly cases: CasesRoom
    readonly registry: Pick<Registry, 'locate'>
    readonly offices: Offices
    readonly directory: { readonly tree: OfficeTree }
  },
): CameraParts {
  return {
    base,
    cases: casesFor(base, cases),
    placeOf: ([lng, lat]) => {
      const { division } = registry.locate({ lng, lat })
      if (division === undefined) return undefined
      const found = offices.findDuty('street', division) ?? offices.findDuty('operation-centre', division)
      return found && { ...found, division }
    },
    office: (id) => {
      const office = directory.tree.find(id)
      return office && { office: office.id, path: office.path, title: office.title }
    },
  }
}
