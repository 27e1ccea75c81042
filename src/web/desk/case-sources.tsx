import type { JSX } from 'react'
import { Link } from 'react-router'
import {
  type CaseState,
  type EffectAnswer,
  type EffectRun,
  isOver,
  type Source,
  sourcesOf,
} from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { CaseView } from '../api/cases.ts'
import { CaseNumber, channelWords } from '../case/index.ts'
import { DemoMark, Facts, type Say, Section, sayInstant, useSay } from '../kit/index.ts'
import { LastPlace } from './last-place.tsx'

/** Why a source was taken for the same happening, in words: 120 m, 8 min, the word 积水. */
function whyWords(say: Say, { why }: Source): string {
  if (!why) return ''
  const parts = [
    why.isSame ? say({ zh: '同一来源再次上报', en: 'the same source again' }) : '',
    why.metres === undefined ? '' : say({ zh: '相距 {n} 米', en: '{n} m away' }, { n: why.metres }),
    why.minutes === 0
      ? ''
      : why.minutes < 120
        ? say({ zh: '相隔 {n} 分钟', en: '{n} min apart' }, { n: why.minutes })
        : say({ zh: '相隔 {n} 小时', en: '{n} h apart' }, { n: Math.round(why.minutes / 60) }),
    why.word === undefined ? '' : say({ zh: '提到“{word}”', en: 'speaks of "{word}"' }, { word: why.word }),
  ].filter(Boolean)
  return parts.join(say({ zh: '，', en: ', ' }))
}

/** Every way in which the case was told of: by which door, when, how often, what, and why it belongs here. */
export function CaseSources({ view }: { readonly view: CaseView }): JSX.Element | null {
  const say = useSay()
  const sources = sourcesOf(view.case)
  // Logs from before there were sources name a report by its number alone.
  const titleOf = ({ case: own }: Source) => view.joined.find(({ number }) => number === own?.number)?.title ?? ''
  const isSeen = ({ channel, external }: Source) => channel === 'camera' && external !== undefined
  // One source says no more than the case itself; but a camera's event has a picture to be asked for.
  if (sources.length < 2 && !sources.some((one) => isOver(one) || isSeen(one) || one.entity !== undefined)) return null
  return (
    <Section title={say.count(sources.length, { zh: '{n} 个来源', en: { one: 'One source', other: '{n} sources' } })}>
      <Facts
        facts={sources.map((source) => [
          source.case ? (
            <CaseNumber key={source.id} number={source.case.number} />
          ) : isSeen(source) ? (
            <Link key={source.id} to={`/desk/camera/${source.external}`}>
              {source.id}
            </Link>
          ) : (
            <span key={source.id}>{source.id}</span>
          ),
          <span key="words">
            {[
              say(channelWords(source.channel)),
              sayInstant(say, source.at),
              source.times === undefined ? '' : say({ zh: '上报 {n} 次', en: 'told {n} times' }, { n: source.times }),
              source.text ? say(source.text) : source.title ? say(source.title) : titleOf(source),
              whyWords(say, source),
              source.overAt !== undefined && isOver(source)
                ? say({ zh: '{at} 已恢复正常', en: 'over since {at}' }, { at: sayInstant(say, source.overAt) })
                : '',
            ]
              .filter(Boolean)
              .join(' · ')}
            {source.isDemo ? <DemoMark /> : null}
            {source.entity === undefined ? null : <LastPlace entity={source.entity} told={source.point} />}
          </span>,
        ])}
      />
    </Section>
  )
}

const answers: Readonly<Record<EffectAnswer, Words>> = {
  sent: { zh: '已下发', en: 'sent' },
  delivered: { zh: '已送达', en: 'delivered' },
  done: { zh: '已执行', en: 'done' },
  refused: { zh: '设备拒绝', en: 'refused' },
  expired: { zh: '超时未应答', en: 'expired' },
  cancelled: { zh: '已撤回', en: 'cancelled' },
}

const states: Readonly<Record<EffectRun['state'], Words>> = {
  asked: { zh: '待确认', en: 'waits for a yes' },
  wanted: { zh: '正在下发', en: 'is being sent' },
  begun: { zh: '已发出', en: 'sent' },
  declined: { zh: '未同意', en: 'declined' },
}

/** What steps did beside being worked on, and what became of it. */
export function CaseEffects({ state, pack }: { readonly state: CaseState; readonly pack: Pack }): JSX.Element | null {
  const say = useSay()
  const runs = state.effects ?? []
  if (runs.length === 0) return null
  const titleOf = (run: EffectRun): string => {
    const found = pack.flow.steps.flatMap(({ effects = [] }) => effects).find(({ name }) => name === run.effect)
    return found ? say(found.title) : run.effect
  }
  return (
    <Section title={say({ zh: '联动操作', en: 'Effects' })}>
      <Facts
        facts={runs.map((run) => [
          titleOf(run),
          [
            say(states[run.state]),
            run.note ?? '',
            ...run.targets.map(({ id, state: answer }) => `${id} ${say(answers[answer])}`),
          ]
            .filter(Boolean)
            .join(' · '),
        ])}
      />
    </Section>
  )
}
