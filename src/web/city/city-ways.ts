import type { Words } from '../../kernel/words.ts'
import type { Session } from '../api/session.ts'
import { maySeeEmergencies, maySeeFigures, maySeeSigns } from './may.ts'

/** A page of the watch: its address, its name, and whom the server lets read it. */
export type CityWay = { readonly to: string; readonly words: Words; may(session: Session | undefined): boolean }

const ways: readonly CityWay[] = [
  { to: '/city', words: { zh: '此刻', en: 'Now' }, may: maySeeSigns },
  { to: '/city/signs', words: { zh: '体征', en: 'Signs' }, may: maySeeSigns },
  { to: '/city/duty', words: { zh: '值班', en: 'Duty' }, may: maySeeSigns },
  { to: '/city/response', words: { zh: '应急', en: 'Emergencies' }, may: maySeeEmergencies },
  { to: '/city/map', words: { zh: '地图', en: 'Map' }, may: () => true },
  { to: '/city/figures', words: { zh: '指标', en: 'Figures' }, may: maySeeFigures },
]

/** The pages of the watch that somebody's posts open. */
export const waysOf = (session: Session | undefined): readonly CityWay[] => ways.filter((way) => way.may(session))

/** The page of the watch that an address belongs to, when it is one that his posts do not open. */
export function closedWay(session: Session | undefined, path: string): CityWay | undefined {
  const at = path.replace(/\/+$/, '')
  const way = ways.find(({ to }) => at === to || (to !== '/city' && at.startsWith(`${to}/`)))
  return way?.may(session) === false ? way : undefined
}
