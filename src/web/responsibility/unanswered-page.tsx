import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import { choice, longText, officeField } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { type RuleTerms, ruleTermsQuery } from '../api/responsibility.ts'
import { dismissUnanswered, giveUnanswered, type Unanswered, unansweredQuery } from '../api/unanswered.ts'
import {
  Button,
  Buttons,
  DemoMark,
  Empty,
  Loading,
  notify,
  Page,
  Segments,
  sayInstant,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'

const touched = [['unanswered'], ['cases']]
const sources: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  alarm: { zh: '设备告警', en: 'Alarm' },
  camera: { zh: '视频事件', en: 'Camera event' },
  patrol: { zh: '巡查发现', en: 'Finding' },
  sign: { zh: '体征预警', en: 'Sign' },
  system: { zh: '系统', en: 'System' },
}

/** Signals that no scenario hears or no office answers for: given by hand, made a rule of, or dismissed with the reason. */
export function UnansweredPage(): JSX.Element {
  const say = useSay()
  const [show, setShow] = useState<'open' | 'decided'>('open')
  const found = useQuery(unansweredQuery(show === 'decided'))
  return (
    <Page
      width="wide"
      title={say({ zh: '无人负责的信号', en: 'Signals nobody answers for' })}
      lead={say({
        zh: '收到了，但没有场景听取，或没有单位负责。交给场景或单位后照常成为事项；常见的请定成规则。',
        en: 'They came in, but no scenario hears them or no office answers. Given to one they become cases as all others; make a rule of what comes often.',
      })}
      actions={
        <Segments<'open' | 'decided'>
          label={say({ zh: '看哪些', en: 'Which' })}
          value={show}
          onChange={setShow}
          options={[
            { value: 'open', words: say({ zh: '待处置', en: 'Waiting' }) },
            { value: 'decided', words: say({ zh: '已处置', en: 'Decided' }) },
          ]}
        />
      }
    >
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={8} /> : null}
      {found.data?.items.length === 0 ? (
        <Empty
          icon="check"
          title={say(
            show === 'open'
              ? { zh: '每个信号都有单位负责', en: 'Every signal has its office' }
              : { zh: '还没有处置过', en: 'Nothing was decided yet' },
          )}
        />
      ) : null}
      {found.data && found.data.items.length > 0 ? (
        show === 'open' ? (
          <Waiting items={found.data.items} count={found.data.count} />
        ) : (
          <Decided items={found.data.items} />
        )
      ) : null}
    </Page>
  )
}

function Waiting({ items, count }: { readonly items: readonly Unanswered[]; readonly count: number }): JSX.Element {
  const say = useSay()
  const session = useSession()
  const terms = useQuery(ruleTermsQuery)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const mayDecide = hasRole(session, 'dispatcher', 'duty-officer')
  const chosen = items.filter(({ id }) => marked.has(id)).map(({ id }) => id)
  const mark = (ids: readonly string[], isOn: boolean): void => {
    const next = new Set(marked)
    for (const id of ids)
      if (isOn) next.add(id)
      else next.delete(id)
    setMarked(next)
  }
  const alike = ({ source, kind }: Unanswered): readonly string[] =>
    items.filter((one) => one.source === source && one.kind === kind).map(({ id }) => id)
  return (
    <>
      <p role="status">
        {say.count(count, { zh: '{n} 个信号待处置', en: { one: 'One signal waits', other: '{n} signals wait' } })}
        {chosen.length > 0 ? say({ zh: '，已选 {n} 个', en: ', {n} chosen' }, { n: chosen.length }) : ''}
      </p>
      {mayDecide && terms.data && chosen.length > 0 ? (
        <Acts ids={chosen} terms={terms.data} onDone={() => setMarked(new Set())} />
      ) : null}
      <Table
        caption={say({ zh: '无人负责的信号', en: 'Signals nobody answers for' })}
        rows={items}
        keyOf={({ id }) => id}
        columns={[
          ...(mayDecide
            ? [
                {
                  key: 'mark',
                  title: say({ zh: '选', en: 'Choose' }),
                  cell: (one: Unanswered) => (
                    <input
                      type="checkbox"
                      aria-label={say(
                        { zh: '选 {title}', en: 'Choose {title}' },
                        { title: `${say(one.title)} ${sayWhen(say, one.at)}` },
                      )}
                      checked={marked.has(one.id)}
                      onChange={({ target }) => mark([one.id], target.checked)}
                    />
                  ),
                },
              ]
            : []),
          {
            key: 'title',
            title: say({ zh: '信号', en: 'Signal' }),
            head: true,
            cell: (one) => (
              <>
                {say(one.title)} {one.isDemo ? <DemoMark /> : null}
                <br />
                <small>{say(one.text)}</small>
              </>
            ),
          },
          {
            key: 'source',
            title: say({ zh: '来自', en: 'From' }),
            cell: ({ source }) => say(sources[source] ?? { zh: source, en: source }),
          },
          { key: 'when', title: say({ zh: '时间', en: 'When' }), cell: ({ at }) => sayWhen(say, at) },
          {
            key: 'where',
            title: say({ zh: '地点', en: 'Where' }),
            cell: ({ address, division }) => address ?? division ?? say({ zh: '不明', en: 'not known' }),
          },
          {
            key: 'reason',
            title: say({ zh: '为什么没有单位', en: 'Why nobody has it' }),
            cell: ({ reason }) => say(reason),
          },
          {
            key: 'act',
            title: say({ zh: '操作', en: 'Act' }),
            cell: (one) => (
              <Buttons>
                {mayDecide && alike(one).length > 1 ? (
                  <Button size="s" onClick={() => mark(alike(one), true)}>
                    {say({ zh: '选同类', en: 'Choose alike' })}
                  </Button>
                ) : null}
                <Link to={ruleAddress(one)}>{say({ zh: '定成规则', en: 'Make it a rule' })}</Link>
              </Buttons>
            ),
          },
        ]}
      />
    </>
  )
}

/** The form of a rule, filled with what the signal tells. */
function ruleAddress({ pack, class: code, kind, division, ownership }: Unanswered): string {
  const isKind = /^(component|event):/.test(kind)
  const known = { pack, code: isKind ? kind : code, division, ownership }
  const asked = Object.entries(known).filter((one): one is [string, string] => one[1] !== null)
  return `/desk/responsibility/new?${new URLSearchParams(asked)}`
}

function Acts({
  ids,
  terms,
  onDone,
}: {
  readonly ids: readonly string[]
  readonly terms: RuleTerms
  readonly onDone: () => void
}): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const note = longText({ zh: '理由', en: 'Why' }, { min: 2, max: 500 })
  const fields = {
    pack: choice(
      { zh: '按哪个场景办', en: 'By which scenario' },
      Object.fromEntries(terms.packs.map(({ pack, title }) => [pack, title])),
      {
        ...{
          optional: true,
          hint: {
            zh: '不选：按一般告警，由下面的单位办理',
            en: 'None: as a general alarm, handled by the office below',
          },
        },
      },
    ),
    office: officeField(
      { zh: '交给哪个单位', en: 'To which office' },
      {
        optional: true,
        hint: { zh: '选了场景也可不填：按场景的规则', en: 'May be left out with a scenario: its rules decide' },
      },
    ),
    note,
  }
  return (
    <Buttons>
      <DialogForm<Awaited<ReturnType<typeof giveUnanswered>>>
        words={say.count(ids.length, { zh: '交办 {n} 个', en: { one: 'Give one', other: 'Give {n}' } })}
        look="primary"
        size="m"
        fields={fields}
        run={async ({ pack, office, note: why }) => {
          const answer = await giveUnanswered(ids, {
            note: String(why),
            ...(typeof pack === 'string' && { pack }),
            ...(typeof office === 'string' && { office }),
          })
          for (const queryKey of touched) await queries.invalidateQueries({ queryKey })
          return answer
        }}
        said={{ zh: '已交办', en: 'Given' }}
        onDone={({ given, left, cases }) => {
          const numbers = cases.map(({ number }) => number).join(' ')
          notify({
            zh: `${given} 个成为或并入 ${cases.length} 件事项 ${numbers}${left > 0 ? `；${left} 个仍没有单位负责` : ''}`,
            en: `${given} are in ${cases.length} cases now ${numbers}${left > 0 ? `; ${left} still found no office` : ''}`,
          })
          onDone()
        }}
      />
      <DialogForm<{ dismissed: number }>
        words={say.count(ids.length, { zh: '不予立案 {n} 个', en: { one: 'Dismiss one', other: 'Dismiss {n}' } })}
        size="m"
        fields={{ note }}
        run={({ note: why }) => dismissUnanswered(ids, String(why))}
        said={{ zh: '已记录，不予立案', en: 'Dismissed, with the reason' }}
        touches={touched}
        onDone={onDone}
      />
    </Buttons>
  )
}

function Decided({ items }: { readonly items: readonly Unanswered[] }): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '已处置的信号', en: 'Signals decided on' })}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        { key: 'title', title: say({ zh: '信号', en: 'Signal' }), head: true, cell: ({ title }) => say(title) },
        {
          key: 'decision',
          title: say({ zh: '处置', en: 'Decision' }),
          cell: ({ decision, case: into }) =>
            into ? (
              <Link to={`/desk/cases/${into.id}`}>{into.number}</Link>
            ) : decision === 'dismissed' ? (
              say({ zh: '不予立案', en: 'Dismissed' })
            ) : (
              '—'
            ),
        },
        { key: 'note', title: say({ zh: '理由', en: 'Why' }), cell: ({ note }) => note },
        { key: 'by', title: say({ zh: '谁', en: 'Who' }), cell: ({ decidedByName }) => decidedByName },
        {
          key: 'at',
          title: say({ zh: '时间', en: 'When' }),
          cell: ({ decidedAt }) => (decidedAt ? sayInstant(say, decidedAt) : '—'),
        },
      ]}
    />
  )
}
