import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import {
  type Board,
  boardQuery,
  type Crew,
  confirmPlan,
  type Plan,
  proposePlan,
  type Stop,
  termsQuery,
} from '../api/dispatch.ts'
import {
  Button,
  ButtonLink,
  Empty,
  Loading,
  Message,
  notify,
  StateMark,
  sayWhen,
  Trouble,
  useSay,
  useShortcuts,
} from '../kit/index.ts'
import { UnansweredCount } from '../responsibility/unanswered-count.tsx'
import { hasRole, useSession } from '../shell/session.ts'
import { AwayDialog } from './away-dialog.tsx'
import { BoardMap } from './board-map.tsx'
import styles from './dispatch.module.css'
import { type Asked, OverruleDialog } from './overrule-dialog.tsx'
import { Rounds } from './rounds.tsx'
import { StopPanel } from './stop-panel.tsx'
import { boardOffice } from './words.ts'

/** Who goes where: the crews of an office with their order and times, the map, the plan that waits for a yes. */
export function DispatchBoard(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const [asked] = useSearchParams()
  const office = asked.get('office') ?? boardOffice(session)
  useEffect(() => {
    document.title = `${say({ zh: '派遣', en: 'Dispatch' })} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [say])
  if (!session) return <Loading lines={8} />
  if (office === undefined)
    return <Empty icon="people" title={say({ zh: '您没有派遣的岗位', en: 'None of your posts dispatches' })} />
  return <OfficeBoard key={office} office={office} mayPlan={hasRole(session, 'dispatcher', 'duty-officer')} />
}

function OfficeBoard({ office, mayPlan }: { readonly office: string; readonly mayPlan: boolean }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const query = useQuery(boardQuery(office))
  const { data: terms } = useQuery(termsQuery)
  const [chosen, setChosen] = useState<string>()
  const [overruling, setOverruling] = useState<Asked>()
  const [away, setAway] = useState<Crew>()
  const refresh = () => client.invalidateQueries({ queryKey: ['dispatch'] })
  const propose = useMutation({ mutationFn: () => proposePlan(office), onSuccess: refresh })
  const board = query.data
  const confirm = useMutation({
    mutationFn: ({ plan, crew }: { readonly plan: Plan; readonly crew?: string }) =>
      confirmPlan(plan.id, plan.seq, crew),
    onSuccess: async ({ sent, skipped }) => {
      const gone =
        skipped > 0 ? { zh: `，${skipped} 件已变化未派`, en: `, ${skipped} had changed` } : { zh: '', en: '' }
      notify({ zh: `已派出 ${sent} 件${gone.zh}`, en: `${sent} sent${gone.en}` })
      setChosen(undefined)
      await refresh()
    },
  })
  const stops = board ? inOrder(board) : []
  const stop = stops.find(({ id }) => id === chosen)
  const go = (step: number) => {
    const at = stops.findIndex(({ id }) => id === chosen)
    const next = stops[at < 0 ? 0 : Math.min(stops.length - 1, Math.max(0, at + step))]
    if (!next) return
    setChosen(next.id)
    document.getElementById(`stop-${next.id}`)?.scrollIntoView({ block: 'nearest' })
  }
  const overrule = (asked: Asked) => (stop ? setOverruling(asked) : undefined)
  const shift = (by: number) => {
    if (!stop || stop.nth === null || stop.nth + by < 1) return
    overrule({ crew: stop.crew, nth: stop.nth + by, cause: 'order' })
  }
  // What is sent while a plan is being made anew would stand in the new one as well.
  const isBusy = confirm.isPending || propose.isPending
  const sendRound = (crew: string) => (board?.plan ? confirm.mutate({ plan: board.plan, crew }) : undefined)
  const isOff = !mayPlan || stop === undefined
  useShortcuts({ zh: '派遣', en: 'Dispatch' }, [
    { keys: 'j', words: { zh: '下一件', en: 'Next errand' }, run: () => go(1) },
    { keys: 'k', words: { zh: '上一件', en: 'Previous errand' }, run: () => go(-1) },
    {
      keys: 'p',
      words: { zh: '生成方案', en: 'Propose a plan' },
      run: () => propose.mutate(),
      off: !mayPlan || propose.isPending,
    },
    {
      keys: 'y',
      words: { zh: '确认方案', en: 'Confirm the plan' },
      run: () => (board?.plan ? confirm.mutate({ plan: board.plan }) : undefined),
      off: !mayPlan || !board?.plan || isBusy,
    },
    {
      keys: 's',
      words: { zh: '只派选中任务的班组', en: 'Send the round of the chosen errand' },
      run: () => (stop?.crew ? sendRound(stop.crew) : undefined),
      off: isOff || stop.crew === null || isBusy,
    },
    {
      keys: 'm',
      words: { zh: '改派', en: 'Overrule' },
      run: () => overrule({ crew: stop?.crew ?? null, cause: 'knows' }),
      off: isOff,
    },
    ...[1, 2, 3, 4, 5].map((n) => ({
      keys: String(n),
      words: { zh: `改派给第 ${n} 个备选`, en: `Send alternative ${n}` },
      run: () => overrule({ crew: stop?.why?.others[n - 1]?.crew ?? null, cause: 'knows' }),
      off: isOff || stop?.why?.others[n - 1] === undefined,
    })),
    { keys: '[', words: { zh: '提前一站', en: 'One stop earlier' }, run: () => shift(-1), off: isOff },
    { keys: ']', words: { zh: '推后一站', en: 'One stop later' }, run: () => shift(1), off: isOff },
    {
      keys: 'x',
      words: { zh: '暂不派', en: 'Leave it for later' },
      run: () => overrule({ crew: null, cause: 'once' }),
      off: isOff || stop?.crew === null,
    },
  ])
  if (query.error) return <Trouble error={query.error} again={() => void query.refetch()} />
  if (!board) return <Loading lines={8} />
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{say({ zh: '{office} 派遣', en: 'Dispatch, {office}' }, { office: say(board.officeTitle) })}</h1>
          <p className={styles.quiet}>
            {say.count(board.waiting, {
              zh: '{n} 件任务需要到现场，尚未派出',
              en: { one: 'One task waits for somebody to go', other: '{n} tasks wait for somebody to go' },
            })}
          </p>
          <UnansweredCount />
        </div>
        <div className={styles.tools}>
          <ButtonLink to={`/desk/dispatch/crews?office=${office}`} icon="people" size="s">
            {say({ zh: '班组', en: 'Crews' })}
          </ButtonLink>
          <ButtonLink to="/desk/dispatch/lessons" icon="eye" size="s">
            {say({ zh: '学到的', en: 'Learned' })}
          </ButtonLink>
          {mayPlan ? (
            <>
              <Button icon="sync" size="s" shortcut="p" busy={propose.isPending} onClick={() => propose.mutate()}>
                {board.plan
                  ? say({ zh: '重新生成', en: 'Propose anew' })
                  : say({ zh: '生成方案', en: 'Propose a plan' })}
              </Button>
              {board.plan ? (
                <Button
                  tone="primary"
                  icon="check"
                  size="s"
                  shortcut="y"
                  busy={confirm.isPending}
                  disabled={propose.isPending}
                  onClick={() => board.plan && confirm.mutate({ plan: board.plan })}
                >
                  {say({ zh: '确认并派出', en: 'Confirm and send' })}
                </Button>
              ) : null}
            </>
          ) : null}
        </div>
      </header>
      {propose.error ? <Trouble error={propose.error} /> : null}
      {confirm.error ? <Trouble error={confirm.error} again={() => void refresh()} /> : null}
      {board.plan ? <PlanLine plan={board.plan} crews={board.crews} /> : null}
      <div className={styles.columns}>
        <div className={styles.list} id="rounds">
          <Rounds
            board={board}
            terms={terms}
            chosen={chosen}
            mayPlan={mayPlan}
            onChoose={setChosen}
            onAway={setAway}
            onSend={isBusy ? undefined : ({ id }) => sendRound(id)}
          />
        </div>
        <div className={styles.beside}>
          {stop ? (
            <StopPanel
              board={board}
              stop={stop}
              terms={terms}
              mayPlan={mayPlan}
              onOverrule={(crew) => overrule({ crew: crew ?? stop.crew, cause: 'knows' })}
            />
          ) : board.plan ? (
            <p className={styles.hint}>
              <kbd>j</kbd> <kbd>k</kbd> {say({ zh: '上下选择', en: 'to move' })} · <kbd>1</kbd>–<kbd>5</kbd>{' '}
              {say({ zh: '改派给备选', en: 'send an alternative' })} · <kbd>y</kbd>{' '}
              {say({ zh: '全部派出', en: 'send all' })} · <kbd>?</kbd> {say({ zh: '全部按键', en: 'all keys' })}
            </p>
          ) : null}
          <BoardMap
            crews={board.crews}
            stops={stops}
            chosen={stop}
            describedBy="rounds"
            subject={board.plan?.id ?? 'sent'}
            onOpen={setChosen}
          />
        </div>
      </div>
      {stop && overruling ? (
        <OverruleDialog
          board={board}
          stop={stop}
          asked={overruling}
          onClose={() => setOverruling(undefined)}
          onDone={() => {
            setOverruling(undefined)
            notify({ zh: '已改派', en: 'Overruled' })
            void refresh()
          }}
        />
      ) : null}
      {away ? (
        <AwayDialog
          crew={away}
          onClose={() => setAway(undefined)}
          onDone={() => {
            setAway(undefined)
            void refresh()
          }}
        />
      ) : null}
    </div>
  )
}

/** The errands of the plan as they stand on the page: what nobody goes to first. */
function inOrder({ plan, crews }: Board): readonly Stop[] {
  const stops = plan?.stops ?? []
  return [
    ...stops.filter(({ crew }) => crew === null),
    ...crews.flatMap(({ id }) => stops.filter(({ crew }) => crew === id)),
  ]
}

/** By what the plan was made and how good it is known to be, and what has changed since. */
function PlanLine({
  plan,
  crews,
}: {
  readonly plan: NonNullable<Board['plan']>
  readonly crews: readonly Crew[]
}): JSX.Element {
  const say = useSay()
  const gone = plan.stops.filter(({ crew }) => crew !== null)
  const used = new Set(gone.map(({ crew }) => crew)).size
  const way = gone.reduce((sum, stop) => sum + (stop.way ?? 0), 0)
  const { fresh, urgent, gone: over, away } = plan.since
  const changed = fresh + over + away.length > 0
  return (
    <>
      <p className={styles.planLine}>
        <StateMark
          shape={plan.solvedBy === 'optimiser' ? 'done' : 'soon'}
          tone={plan.solvedBy === 'optimiser' ? 'active' : 'soon'}
        >
          {plan.solvedBy === 'optimiser'
            ? say({ zh: '优化求解', en: 'By the optimiser' })
            : say({ zh: '按规则（优化未在时限内答复）', en: 'By rules (the optimiser did not answer in time)' })}
        </StateMark>
        <span>
          {say(
            { zh: '{n} 件，{crews} 个班组，路上共 {way} 分钟', en: '{n} errands, {crews} crews, {way} min on the way' },
            { n: gone.length, crews: used, way },
          )}
        </span>
        <span>{lateWords(say, plan)}</span>
        <span>{boundWords(say, plan)}</span>
        <span className={styles.quiet}>
          {plan.madeBy} · {sayWhen(say, plan.madeAt)} ·{' '}
          {say({ zh: '求解 {s} 秒', en: 'solved in {s} s' }, { s: (plan.took / 1000).toFixed(1) })}
        </span>
      </p>
      {changed ? (
        <Message
          tone="warning"
          live
          title={say({ zh: '方案生成后情况有变化', en: 'Things changed since the plan was made' })}
        >
          {[
            fresh > 0
              ? say.count(fresh, { zh: '新增 {n} 件', en: { one: '1 new', other: '{n} new' } }) +
                (urgent > 0
                  ? say.count(urgent, { zh: '（其中 {n} 件加急）', en: { one: ' (1 urgent)', other: ' ({n} urgent)' } })
                  : '')
              : '',
            over > 0
              ? say.count(over, { zh: '{n} 件已不必去', en: { one: '1 no longer waits', other: '{n} no longer wait' } })
              : '',
            ...away.map((id) => {
              const crew = crews.find((one) => one.id === id)
              return crew ? say({ zh: '{crew}不在岗', en: '{crew} is away' }, { crew: say(crew.title) }) : ''
            }),
          ]
            .filter((part) => part !== '')
            .join(say({ zh: '；', en: '; ' }))}
          {say({
            zh: '。已派出和正在办的不会变动，按 p 重新生成。',
            en: '. What was sent stays; press p to propose anew.',
          })}
        </Message>
      ) : null}
    </>
  )
}

function lateWords(say: ReturnType<typeof useSay>, { late, lateBound, rulesLate }: Plan): string {
  const figures = { late: Math.round(late), rules: Math.round(rulesLate), least: Math.floor(lateBound ?? 0) }
  return lateBound === null || figures.late === 0
    ? say(
        { zh: '加权迟到 {late} 分钟（只按规则 {rules}）', en: '{late} weighted min late (by rules alone {rules})' },
        figures,
      )
    : say(
        {
          zh: '加权迟到 {late} 分钟（只按规则 {rules}；已证明任何方案都不少于 {least}）',
          en: '{late} weighted min late (by rules alone {rules}; proven: no plan is below {least})',
        },
        figures,
      )
}

/** How much any other plan could still save, of all that is weighed: lateness, ways, waiting. */
function boundWords(say: ReturnType<typeof useSay>, { cost, bound }: Plan): string {
  if (bound === null) return ''
  const gap = cost <= 0 ? 0 : Math.max(0, (cost - bound) / cost)
  return gap < 0.0005
    ? say({
        zh: '综合路程、等待和迟到，已证明没有更好的方案',
        en: 'proven: weighing ways, waiting and lateness, no plan is better',
      })
    : say(
        {
          zh: '综合路程、等待和迟到，已证明任何方案至多再省 {gap}%',
          en: 'proven: weighing ways, waiting and lateness, no plan saves more than another {gap} %',
        },
        { gap: (gap * 100).toFixed(1) },
      )
}
