import type { JSX } from 'react'
import type { Crew } from '../api/dispatch.ts'
import { StateMark, sayTime, sayWhen, useSay } from '../kit/index.ts'
import { awayNow } from './words.ts'

/** Whether a crew is there: away and why, off shift, when its shift begins; at work, where that is asked for. */
export function CrewState({
  crew,
  isToldAtWork = false,
}: {
  readonly crew: Crew
  readonly isToldAtWork?: boolean
}): JSX.Element | null {
  const say = useSay()
  const away = awayNow(crew)
  if (away)
    return (
      <StateMark shape="waiting" tone="soon">
        {say(
          { zh: '不在岗，至 {when}：{why}', en: 'away until {when}: {why}' },
          { when: sayWhen(say, away.until), why: away.reason },
        )}
      </StateMark>
    )
  if (crew.atWork === null)
    return (
      <StateMark shape="closed" tone="still">
        {say({ zh: '不在班', en: 'off shift' })}
      </StateMark>
    )
  if (Date.parse(crew.atWork.from) > Date.now() + 60_000)
    return (
      <StateMark shape="sent" tone="still">
        {say({ zh: '{when} 上班', en: 'from {when}' }, { when: sayTime(say, crew.atWork.from) })}
      </StateMark>
    )
  return isToldAtWork ? (
    <StateMark shape="working" tone="active">
      {say({ zh: '在班', en: 'at work' })}
    </StateMark>
  ) : null
}
