import { errandKinds, skills, vehicles } from '../packs/city/errands/index.ts'
import { demoCity, demoCrews } from '../packs/city/shanghai/index.ts'
import type { Base, Room } from '../platform/base/index.ts'
import type { Offices } from '../platform/cases/index.ts'
import { loadCrews } from '../platform/dispatch/index.ts'

/** A room without tables of its own: gives Huangpu District its invented crews, once. */
export const demonstrationCrews = (parts: { readonly base: Base; readonly offices: Offices }): Room => ({
  name: 'demonstration-crews',
  start: async () => {
    const terms = { skills, vehicles, kinds: errandKinds }
    const made = () => demoCrews(demoCity()).map((crew) => ({ ...crew, isDemo: true }))
    const loaded = await loadCrews(parts.base, { offices: parts.offices, terms }, made)
    if (loaded > 0) parts.base.log.info('the crews of the demonstration were loaded', { crews: loaded })
  },
})
