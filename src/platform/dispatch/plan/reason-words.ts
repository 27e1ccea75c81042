import { cityZone, wallClock } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Stop } from './plan.ts'

const clock = (iso: string | null): string =>
  iso === null ? '' : new Date(wallClock(Date.parse(iso), cityZone)).toISOString().slice(11, 16)

/** Why a crew was sent, in one sentence for the case's log: when, how far, whether in time, who else could have gone. */
export function reasonWords(
  {
    nth,
    way,
    late,
    beginsAt,
    endsAt,
    why,
    overruled,
  }: Pick<Stop, 'nth' | 'way' | 'late' | 'beginsAt' | 'endsAt' | 'why' | 'overruled'>,
  titleOf: (crew: string) => Words | undefined,
): Words {
  const [other] = why?.others ?? []
  const title = other && titleOf(other.crew)
  const inTime = (late ?? 0) > 0 ? [`超时 ${late} 分钟`, `${late} min late`] : ['在时限内', 'in time']
  const zh = [
    `第 ${nth} 站，路上 ${way} 分钟，${clock(beginsAt)} 至 ${clock(endsAt)}，${inTime[0]}`,
    ...(overruled === null ? [] : ['由派单员指定']),
    ...(other && title ? [`次选${title.zh}（多 ${Math.round(other.more)} 分钟）`] : []),
    ...(why && why.able > 0 ? [`${why.able} 个班组可去`] : []),
  ]
  const en = [
    `stop ${nth}, ${way} min on the way, ${clock(beginsAt)} to ${clock(endsAt)}, ${inTime[1]}`,
    ...(overruled === null ? [] : ['chosen by the dispatcher']),
    ...(other && title ? [`next best ${title.en} (${Math.round(other.more)} min more)`] : []),
    ...(why && why.able > 0 ? [`${why.able} could go`] : []),
  ]
  return { zh: zh.join('；'), en: en.join('; ') }
}
