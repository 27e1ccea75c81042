import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type JSX, useId, useState } from 'react'
import { useSearchParams } from 'react-router'
import { type Board, boardQuery, type Crew, retireCrew, termsQuery } from '../api/dispatch.ts'
import {
  Button,
  Buttons,
  DemoMark,
  Dialog,
  Empty,
  Loading,
  notify,
  Page,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { AwayDialog } from './away-dialog.tsx'
import { CrewForm } from './crew-form.tsx'
import { CrewState } from './crew-state.tsx'
import styles from './dispatch.module.css'
import { awayWords, boardOffice, shiftWords, skillWords } from './words.ts'

/** The crews of an office: who, with what, when; entered, changed, rested and retired by those who stand over it. */
export function CrewsPage(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const [asked] = useSearchParams()
  const office = asked.get('office') ?? boardOffice(session)
  const board = useQuery({ ...boardQuery(office ?? ''), enabled: office !== undefined })
  const [editing, setEditing] = useState<Crew | 'new'>()
  const mayKeep = hasRole(session, 'dispatcher')
  return (
    <Page
      title={say({ zh: '班组', en: 'Crews' })}
      width="wide"
      back={{ to: '/desk/dispatch', words: say({ zh: '派遣', en: 'Dispatch' }) }}
      lead={board.data ? say(board.data.officeTitle) : undefined}
      actions={
        mayKeep && board.data ? (
          <Button icon="plus" tone="primary" onClick={() => setEditing('new')}>
            {say({ zh: '登记班组', en: 'Enter a crew' })}
          </Button>
        ) : null
      }
    >
      {session && office === undefined ? (
        <Empty icon="people" title={say({ zh: '您没有派遣的岗位', en: 'None of your posts dispatches' })} />
      ) : board.error ? (
        <Trouble error={board.error} again={() => void board.refetch()} />
      ) : board.data ? (
        <Crews board={board.data} mayKeep={mayKeep} editing={editing} onEdit={setEditing} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

function Crews({
  board,
  mayKeep,
  editing,
  onEdit,
}: {
  readonly board: Board
  readonly mayKeep: boolean
  readonly editing: Crew | 'new' | undefined
  readonly onEdit: (crew: Crew | 'new' | undefined) => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const { data: terms } = useQuery(termsQuery)
  const mayPlan = hasRole(useSession(), 'dispatcher', 'duty-officer')
  const [away, setAway] = useState<Crew>()
  const [retiring, setRetiring] = useState<Crew>()
  const done = () => {
    onEdit(undefined)
    setAway(undefined)
    setRetiring(undefined)
    void client.invalidateQueries({ queryKey: ['dispatch'] })
  }
  const act = (crew: Crew) => (
    <Buttons>
      {mayKeep ? (
        <Button
          size="s"
          icon="pencil"
          onClick={() => onEdit(crew)}
          aria-label={named(say({ zh: '修改', en: 'Change' }), crew)}
        >
          {say({ zh: '修改', en: 'Change' })}
        </Button>
      ) : null}
      {mayPlan ? (
        <Button size="s" onClick={() => setAway(crew)} aria-label={named(say(awayWords(crew)), crew)}>
          {say(awayWords(crew))}
        </Button>
      ) : null}
      {mayKeep ? (
        <Button
          size="s"
          tone="quiet"
          onClick={() => setRetiring(crew)}
          aria-label={named(say({ zh: '停用', en: 'Retire' }), crew)}
        >
          {say({ zh: '停用', en: 'Retire' })}
        </Button>
      ) : null}
    </Buttons>
  )
  const named = (words: string, crew: Crew) => `${words}${say({ zh: '：', en: ': ' })}${say(crew.title)}`
  const vehicle = (crew: Crew) => terms?.vehicles.find(({ name }) => name === crew.vehicle)
  return (
    <>
      <Table
        caption={say({ zh: '班组', en: 'Crews' })}
        rows={board.crews}
        keyOf={({ id }) => id}
        columns={[
          {
            ...{ key: 'title', head: true, title: say({ zh: '班组', en: 'Crew' }) },
            cell: (crew) => (
              <>
                {say(crew.title)} {crew.demo ? <DemoMark short /> : null}
              </>
            ),
          },
          {
            key: 'state',
            title: say({ zh: '现在', en: 'Now' }),
            cell: (crew) => <CrewState crew={crew} isToldAtWork />,
          },
          { key: 'office', title: say({ zh: '机构', en: 'Office' }), cell: (crew) => say(crew.officeTitle) },
          {
            ...{ key: 'skills', title: say({ zh: '技能、车辆', en: 'Skills, vehicle' }) },
            cell: (crew) => {
              const way = vehicle(crew)
              return `${skillWords(say, terms, crew.skills)} · ${way ? say(way.title) : crew.vehicle}`
            },
          },
          {
            ...{ key: 'people', title: say({ zh: '人员', en: 'People' }) },
            cell: (crew) => crew.members.map(({ name }) => name).join(say({ zh: '、', en: ', ' })),
          },
          {
            ...{ key: 'shifts', title: say({ zh: '班次', en: 'Shifts' }) },
            cell: (crew) => crew.shifts.map((shift) => shiftWords(say, shift)).join(say({ zh: '；', en: '; ' })),
          },
          { key: 'act', title: say({ zh: '操作', en: 'Actions' }), cell: act },
        ]}
      />
      {editing && terms ? (
        <Dialog
          open
          wide
          onClose={() => onEdit(undefined)}
          title={
            editing === 'new'
              ? say({ zh: '登记班组', en: 'Enter a crew' })
              : named(say({ zh: '修改', en: 'Change' }), editing)
          }
        >
          <CrewForm
            board={board}
            terms={terms}
            crew={editing === 'new' ? undefined : editing}
            onClose={() => onEdit(undefined)}
            onDone={() => {
              notify({ zh: '班组已保存，下一次生成方案时起用', en: 'The crew is kept; the next plan reckons with it' })
              done()
            }}
          />
        </Dialog>
      ) : null}
      {away ? <AwayDialog crew={away} onClose={() => setAway(undefined)} onDone={done} /> : null}
      {retiring ? <RetireDialog crew={retiring} onClose={() => setRetiring(undefined)} onDone={done} /> : null}
    </>
  )
}

/** A crew is no more, with the reason; what it has not begun waits for the next plan. */
function RetireDialog({
  crew,
  onClose,
  onDone,
}: {
  readonly crew: Crew
  readonly onClose: () => void
  readonly onDone: () => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () => retireCrew(crew.id, reason.trim()),
    onSuccess: ({ calledBack }) => {
      notify({ zh: `班组已停用，召回 ${calledBack} 件`, en: `The crew is retired; ${calledBack} called back` })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!send.isPending) send.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={say({ zh: '停用班组', en: 'Retire the crew' })}>
      <form className={styles.form} onSubmit={submit}>
        <p>{say(crew.title)}</p>
        {send.error ? <Trouble error={send.error} /> : null}
        <label htmlFor={id}>{say({ zh: '原因', en: 'Why' })}</label>
        <input
          id={id}
          required
          minLength={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <p className={styles.quiet}>
          {say({
            zh: '停用后不再派遣。已派出而未开始的任务会召回；正在办的要先办完。过去的记录保留。',
            en: 'It is sent nowhere any more. What it has not begun is called back; what is under way must end first. Its past is kept.',
          })}
        </p>
        <Buttons>
          <Button type="submit" tone="danger" busy={send.isPending}>
            {say({ zh: '停用班组', en: 'Retire the crew' })}
          </Button>
          <Button onClick={onClose}>{say({ zh: '取消', en: 'Cancel' })}</Button>
        </Buttons>
      </form>
    </Dialog>
  )
}
