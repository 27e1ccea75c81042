import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { levelWords } from '../../kernel/response/index.ts'
import type { SignLevel } from '../../kernel/signs/index.ts'
import { ApiProblem } from '../api/problem.ts'
import { type SignProposal, signProposalsQuery } from '../api/response.ts'
import type { CaseBehind, Diagnosis, SignWhole } from '../api/signs.ts'
import { CaseNumber, caseTitle } from '../case/index.ts'
import { ButtonLink, DemoMark, Due, Facts, type Say, Section, saySpan, Trouble, useSay } from '../kit/index.ts'
import styles from './signs.module.css'

/** The district in which everything behind the sign lies, or the sign's own place where it lies in several. */
function areaOf({ alarms, parts }: Diagnosis, place: string): string {
  const behind = alarms.length > 0 ? parts.filter(({ id }) => alarms.some(({ device }) => device === id)) : parts
  const districts = new Set(behind.map(({ division }) => division?.slice(0, 6) ?? place))
  const [only] = districts
  return districts.size === 1 && only !== undefined && place.length < 9 ? only : place
}

/** What can be done about a sign, side by side: what is under way on the spot, and the plans that would be started. */
export function SignWays({
  sign,
  found,
  standing,
}: {
  readonly sign: SignWhole
  readonly found: Diagnosis
  readonly standing: SignLevel
}): JSX.Element | null {
  const say = useSay()
  const division = areaOf(found, sign.place)
  const proposals = useQuery(signProposalsQuery(sign.code, standing, division))
  const ways = found.happenings.length + (proposals.data?.length ?? 0)
  // Plans are not for everybody who sees signs; what happens there is.
  const isRefused = proposals.error instanceof ApiProblem && proposals.error.status === 403
  if (proposals.error && !isRefused) return <Trouble error={proposals.error} again={() => void proposals.refetch()} />
  if (ways === 0) return null
  return (
    <Section title={say.count(ways, { zh: '{n} 套方案', en: { one: 'One plan', other: '{n} plans' } })}>
      <ul className={styles.ways}>
        {found.happenings.map((one) => (
          <OnTheSpot key={one.id} one={one} />
        ))}
        {(proposals.data ?? []).map((one) => (
          <ByPlan key={one.plan} one={one} sign={sign} division={division} />
        ))}
      </ul>
    </Section>
  )
}

/** The case that is open already: what it goes through, and what in it waits for a yes. */
function OnTheSpot({ one }: { readonly one: CaseBehind }): JSX.Element {
  const say = useSay()
  return (
    <li>
      <h3>{say({ zh: '现场处置：{what}', en: 'On the spot: {what}' }, { what: say(one.pack) })}</h3>
      <p>
        {caseTitle(say, one)} <CaseNumber number={one.number} /> {one.isDemo ? <DemoMark short /> : null}
      </p>
      <Facts
        facts={[
          [say({ zh: '步骤', en: 'Steps' }), one.steps.map((step) => say(step)).join(' → ')],
          [say({ zh: '现由', en: 'Now with' }), one.office ? say(one.office) : '—'],
          ...(one.dueAt
            ? ([[say({ zh: '时限', en: 'Due' }), <Due key="due" at={Date.parse(one.dueAt)} />]] as const)
            : []),
          [
            say({ zh: '来源', en: 'Sources' }),
            say.count(one.sources, { zh: '{n} 个', en: { one: 'one', other: '{n}' } }),
          ],
          ...(one.asks.length > 0
            ? ([
                [
                  say({ zh: '等人同意', en: 'Waits for a yes' }),
                  one.asks.map(({ title }) => say(title)).join(say({ zh: '、', en: ', ' })),
                ],
              ] as const)
            : []),
        ]}
      />
      <p>
        <ButtonLink to={`/desk/cases/${one.id}`}>{say({ zh: '打开事项', en: 'Open the case' })}</ButtonLink>
      </p>
    </li>
  )
}

/** A plan that names this sign: what starting it would order. */
function ByPlan({
  one,
  sign,
  division,
}: {
  readonly one: SignProposal
  readonly sign: SignWhole
  readonly division: string
}): JSX.Element {
  const say = useSay()
  const why = say(
    { zh: '{sign} {value} {unit}', en: '{sign} {value} {unit}' },
    { sign: say(sign.title), value: sign.now?.value ?? '—', unit: say(sign.unit) },
  )
  const to = `/city/response?${new URLSearchParams({ plan: one.plan, level: one.level, place: division, why })}`
  return (
    <li>
      <h3>
        {say({ zh: '启动预案：{title}', en: 'By plan: {title}' }, { title: say(one.title) })} ·{' '}
        {say(levelWords[one.level])}
      </h3>
      <p>
        {say.count(
          one.orders,
          {
            zh: '在{area}下达 {n} 条指令',
            en: { one: 'One order in {area}', other: '{n} orders in {area}' },
          },
          { area: say(one.area) },
        )}
      </p>
      <Facts
        facts={[
          ...one.tasks.map((task) => [say(task.title), taskWords(say, task)] as const),
          ...one.resources.map(
            ({ title, wanted, free }) =>
              [
                say(title),
                say(
                  { zh: '需 {wanted}，全市空闲 {free}', en: '{wanted} wanted, {free} free in the city' },
                  { wanted, free },
                ),
              ] as const,
          ),
        ]}
      />
      <p className={styles.quiet}>{say(one.basis)}</p>
      <p>
        <ButtonLink to={to}>{say({ zh: '准备启动', en: 'Prepare to start it' })}</ButtonLink>
      </p>
    </li>
  )
}

const taskWords = (say: Say, { offices, acknowledgeWithin, doneWithin }: SignProposal['tasks'][number]): string =>
  say.count(
    offices,
    {
      zh: '{n} 个单位，{acknowledge}内确认，{done}内完成',
      en: {
        one: 'one office, to acknowledge within {acknowledge}, done within {done}',
        other: '{n} offices, to acknowledge within {acknowledge}, done within {done}',
      },
    },
    { acknowledge: saySpan(say, acknowledgeWithin * 60_000), done: saySpan(say, doneWithin * 60_000) },
  )
