import type { Words } from '../../kernel/words.ts'
import type { Resource } from '../api/response.ts'
import type { StateShape, StateTone } from '../kit/index.ts'

/** What kinds of resource are called. */
export const resourceKinds: Readonly<Record<Resource['kind'], Words>> = {
  team: { zh: '队伍', en: 'Team' },
  vehicle: { zh: '车辆', en: 'Vehicle' },
  store: { zh: '物资', en: 'Store' },
  shelter: { zh: '避难场所', en: 'Shelter' },
}

/** How states of resources look. */
export const resourceStates: Readonly<
  Record<Resource['state'], { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }>
> = {
  free: { words: { zh: '空闲', en: 'Free' }, shape: 'new', tone: 'active' },
  assigned: { words: { zh: '已调派', en: 'Assigned' }, shape: 'working', tone: 'plain' },
  out: { words: { zh: '停用', en: 'Out of use' }, shape: 'closed', tone: 'still' },
}
