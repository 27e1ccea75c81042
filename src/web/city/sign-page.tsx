import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { ApiProblem } from '../api/problem.ts'
import {
  computeSign,
  type Diagnosis,
  diagnosisQuery,
  forecastSeries,
  type SeriesForecast,
  type SignWhole,
  signHistoryQuery,
  signQuery,
} from '../api/signs.ts'
import {
  Button,
  DemoMark,
  Facts,
  Loading,
  Message,
  Page,
  Section,
  Segments,
  sayInstant,
  saySpan,
  sayTime,
  sayWhen,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { mayBeOnDuty, maySetSigns } from './may.ts'
import { SignBehind } from './sign-behind.tsx'
import { SignChart } from './sign-chart.tsx'
import { SignDiagnosis } from './sign-diagnosis.tsx'
import { SignSettings } from './sign-settings.tsx'
import styles from './signs.module.css'
import { SignValue, StandingMark, saySources } from './standing.tsx'

/** One vital sign: what it says, from what, since when, why, and what is foreseen. */
export function SignPage(): JSX.Element {
  const say = useSay()
  const { code = '' } = useParams()
  const [search] = useSearchParams()
  const sign = useQuery(signQuery(code, search.get('place') ?? undefined))
  const session = useSession()
  const back = { to: '/city', words: say({ zh: '此刻', en: 'Now' }) }
  if (sign.isPending)
    return (
      <Page title={say({ zh: '城市体征', en: 'Vital sign' })} back={back} width="wide">
        <Loading lines={8} />
      </Page>
    )
  if (sign.error)
    return (
      <Page title={say({ zh: '城市体征', en: 'Vital sign' })} back={back} width="wide">
        <Trouble error={sign.error} again={() => void sign.refetch()} />
      </Page>
    )
  const one = sign.data
  return (
    <Page title={`${say(one.title)} · ${say(one.placeTitle)}`} lead={say(one.definition)} back={back} width="wide">
      <Now sign={one} mayAct={mayBeOnDuty(session)} />
      {one.isConnected ? (
        <>
          <SignBehind sign={one} />
          <History key={one.place} sign={one} />
          <SignDiagnosis sign={one} place={one.place} />
        </>
      ) : one.isPreparing && one.firstAt ? (
        <Message tone="note" title={say({ zh: '准备中', en: 'Being prepared' })}>
          {say({ zh: '{time} 首次计算', en: 'First computed at {time}' }, { time: sayTime(say, one.firstAt) })}
        </Message>
      ) : (
        <Message tone="note" title={say({ zh: '未接入', en: 'Not connected' })}>
          {say({ zh: '需要：{needs}', en: 'Needs: {needs}' }, { needs: one.needs ? say(one.needs) : '' })}
        </Message>
      )}
      <SignSettings sign={one} maySet={maySetSigns(session)} />
      <Past sign={one} />
    </Page>
  )
}

function Now({ sign, mayAct }: { readonly sign: SignWhole; readonly mayAct: boolean }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const compute = useMutation({
    mutationFn: () => computeSign(sign.code),
    onSuccess: () => client.invalidateQueries({ queryKey: ['measure', 'signs'] }),
  })
  const { now } = sign
  return (
    <div className={styles.now}>
      {now ? (
        <p className={styles.big}>
          <strong>
            <SignValue sign={sign} value={now.value} />
          </strong>
          <StandingMark standing={now.standing} />
          <span className={styles.quiet}>
            {say({ zh: '{when}起', en: 'since {when}' }, { when: sayWhen(say, now.since) })}
          </span>
          {now.isDemo ? <DemoMark /> : null}
        </p>
      ) : null}
      {mayAct && sign.source.from !== 'outside' ? (
        <p>
          <Button size="s" icon="sync" busy={compute.isPending} onClick={() => compute.mutate()}>
            {say({ zh: '立即计算', en: 'Compute now' })}
          </Button>
        </p>
      ) : null}
      {compute.error ? <Trouble error={compute.error} /> : null}
      {now && !now.isSure ? (
        <Message
          tone="warning"
          title={say({ zh: '来源不足，此值不可尽信', en: 'Too few sources: do not rely on this value' })}
        >
          {saySources(say, now)}
        </Message>
      ) : null}
      <Facts
        facts={[
          [say({ zh: '来源', en: 'Source' }), say(sign.sourceWords)],
          ...(now
            ? ([
                [say({ zh: '在报', en: 'Reporting' }), saySources(say, now)],
                [
                  say({ zh: '时间', en: 'Time' }),
                  say(
                    { zh: '{at} 计算，最新数据 {newest}', en: 'computed {at}, newest data {newest}' },
                    { at: sayInstant(say, now.at), newest: now.newest ? sayInstant(say, now.newest) : '—' },
                  ),
                ],
              ] as const)
            : []),
          [say({ zh: '周期', en: 'Period' }), saySpan(say, sign.period * 1_000)],
          [say({ zh: '负责', en: 'Who answers' }), sign.answers.office ? say(sign.answers.office) : sign.answers.duty],
          ...(sign.above
            ? ([
                [
                  say({ zh: '上一级', en: 'Above' }),
                  <Link key="above" to={`/city/signs/${sign.code}?place=${sign.above}`}>
                    {say({ zh: '看上一级', en: 'Open' })}
                  </Link>,
                ],
              ] as const)
            : []),
        ]}
      />
    </div>
  )
}

const spans = { day: 1, week: 7, month: 30 } as const

/** A forecast, and of which device where the sign's own history is too short for one. */
type Foreseen = { readonly forecast: SeriesForecast; readonly device?: Diagnosis['parts'][number] }

/** Foresees a sign; where it is too young for it, the device that weighs most in it. */
async function foresee(client: QueryClient, sign: SignWhole): Promise<Foreseen> {
  try {
    return { forecast: await forecastSeries(sign.series ?? 0) }
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'insight.too-short') throw error
    const { parts } = await client.fetchQuery(diagnosisQuery(sign.code, sign.place))
    const [device] = parts
    if (!device?.series) throw error
    return { forecast: await forecastSeries(device.series), device }
  }
}

function History({ sign }: { readonly sign: SignWhole }): JSX.Element {
  const say = useSay()
  const [span, setSpan] = useState<keyof typeof spans>('day')
  // To the whole five minutes, so that the question stays the same while one looks.
  const [to] = useState(() => Math.ceil(Date.now() / 300_000) * 300_000)
  const from = new Date(to - spans[span] * 86_400_000).toISOString()
  const history = useQuery(signHistoryQuery(sign.code, sign.place, from, new Date(to).toISOString()))
  const client = useQueryClient()
  const asked = useMutation({ mutationFn: () => foresee(client, sign) })
  const ahead = asked.data?.forecast
  const device = asked.data?.device
  return (
    <Section
      title={say({ zh: '历史与预测', en: 'History and forecast' })}
      actions={
        <Segments<keyof typeof spans>
          label={say({ zh: '多久', en: 'How long' })}
          value={span}
          onChange={setSpan}
          options={[
            { value: 'day', words: say({ zh: '一天', en: 'A day' }) },
            { value: 'week', words: say({ zh: '七天', en: 'A week' }) },
            { value: 'month', words: say({ zh: '30 天', en: '30 days' }) },
          ]}
        />
      }
    >
      {history.isPending ? <Loading lines={6} /> : null}
      {history.error ? <Trouble error={history.error} again={() => void history.refetch()} /> : null}
      {history.data ? (
        <SignChart
          sign={sign}
          history={history.data}
          forecast={ahead}
          holding={sign.holding}
          source={say(sign.sourceWords)}
          isOther={device !== undefined}
        />
      ) : null}
      {sign.series === null ? (
        <p className={styles.quiet}>
          {say({ zh: '街镇只保留此刻的值，没有历史。', en: 'Of streets only the present value is kept, no history.' })}
        </p>
      ) : (
        <p>
          <Button size="s" icon="pulse" busy={asked.isPending} onClick={() => asked.mutate()}>
            {say({ zh: '预测', en: 'Foresee' })}
          </Button>{' '}
          {ahead ? (
            <span className={styles.quiet}>
              {device
                ? say(
                    {
                      zh: '本体征历史不足四周，以下为“{device}”的预测：',
                      en: 'The sign is younger than four weeks: this is the forecast of "{device}": ',
                    },
                    { device: say(device.title) },
                  )
                : ''}
              {say(
                {
                  zh: '{model} 模型，{level}% 区间{held}，依据 {n} 个值',
                  en: 'model {model}, interval of {level} %{held}, from {n} values',
                },
                {
                  model: ahead.model,
                  level: Math.round(100 * ahead.level),
                  n: ahead.readings,
                  held:
                    ahead.coverage === null
                      ? ''
                      : say(
                          { zh: '（预演中命中 {share}%）', en: ' ({share} % held in rehearsal)' },
                          { share: Math.round(100 * ahead.coverage) },
                        ),
                },
              )}
            </span>
          ) : null}
        </p>
      )}
      {asked.error ? <Trouble error={asked.error} /> : null}
    </Section>
  )
}

function Past({ sign }: { readonly sign: SignWhole }): JSX.Element | null {
  const say = useSay()
  if (sign.breaches.length === 0) return null
  return (
    <Section title={say({ zh: '预警记录', en: 'Warnings' })}>
      <ul className={styles.past}>
        {sign.breaches.map((one) => (
          <li key={one.id}>
            <StandingMark standing={one.worst} /> <span>{say(one.placeTitle)}</span>{' '}
            <time dateTime={one.began}>{sayInstant(say, one.began)}</time>
            {' – '}
            {one.ended ? (
              <time dateTime={one.ended}>{sayInstant(say, one.ended)}</time>
            ) : (
              say({ zh: '仍在', en: 'still stands' })
            )}
            {one.seen ? (
              <small> {say({ zh: '{name}已确认', en: 'seen by {name}' }, { name: one.seenBy ?? '' })}</small>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}
