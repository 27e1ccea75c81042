import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { longText } from '../../../kernel/record/index.ts'
import type { AlarmRule } from '../../../kernel/things/index.ts'
import { DialogForm } from '../../admin/dialog-form.tsx'
import { actOnRule, alarmsOfQuery, type RuleView, rulesQuery, ruleVersionsQuery } from '../../api/rules.ts'
import { type Profile, profilesQuery } from '../../api/things.ts'
import {
  Button,
  Buttons,
  Facts,
  Loading,
  Message,
  Page,
  Section,
  StateMark,
  sayInstant,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { holds, useSession } from '../../shell/session.ts'
import { useDesk } from '../../shell/use-desk.ts'
import { unitWords } from '../../twin/unit-words.ts'
import { RuleForm } from './rule-form.tsx'
import { didWords, ruleState, sayRule, severityWords } from './rule-words.ts'

const touched = [
  ['things', 'rules'],
  ['things', 'alarms'],
]

/** One alarm rule: how it stands, what it raised, what was changed when and why; a form to change it, tried before it is kept. */
export function AlarmRulePage(): JSX.Element {
  const say = useSay()
  const { name = '' } = useParams()
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const session = useSession()
  const mayKeep = holds(session, 'administrator', []) || holds(session, 'data-officer', ['city'])
  const rules = useQuery(rulesQuery)
  const profiles = useQuery(profilesQuery)
  const [edits, setEdits] = useState(false)
  const up = pathname.slice(0, pathname.lastIndexOf('/'))
  const isNew = name === 'new'
  const rule = rules.data?.find((one) => one.name === name)
  const error = rules.error ?? profiles.error
  const isReady = rules.data !== undefined && profiles.data !== undefined
  const asForm = isNew || edits
  return (
    <Page
      title={
        rule
          ? say(rule.title)
          : say(isNew ? { zh: '新告警规则', en: 'A new alarm rule' } : { zh: '告警规则', en: 'Alarm rule' })
      }
      width="wide"
      back={{ to: up, words: say({ zh: '告警规则', en: 'Alarm rules' }) }}
      actions={rule && mayKeep && !asForm ? <Acts rule={rule} onEdit={() => setEdits(true)} /> : null}
    >
      {error ? <Trouble error={error} again={() => void rules.refetch()} /> : null}
      {isReady || error ? null : <Loading lines={8} />}
      {isReady && !isNew && !rule ? <Message title={say({ zh: '没有这条规则', en: 'There is no such rule' })} /> : null}
      {isReady && asForm ? (
        <RuleForm
          profiles={profiles.data}
          start={rule}
          taken={rules.data.map((one) => one.name)}
          onKept={(kept) => {
            setEdits(false)
            if (isNew) void navigate(`${up}/${kept}`, { replace: true })
          }}
          onCancel={() => (isNew ? void navigate(up) : setEdits(false))}
        />
      ) : null}
      {isReady && rule && !asForm ? (
        <Whole rule={rule} profile={profiles.data.find((one) => one.name === rule.profile)} />
      ) : null}
    </Page>
  )
}

function Whole({ rule, profile }: { readonly rule: RuleView; readonly profile: Profile | undefined }): JSX.Element {
  const say = useSay()
  const measure = profile?.measures[rule.measure]
  const state = ruleState(rule)
  const list = say({ zh: '、', en: ', ' })
  return (
    <>
      {rule.isOff ? (
        <Message tone="warning" title={say({ zh: '已停用：它不会告警', en: 'Switched off: it raises nothing' })}>
          {say({ zh: '自 {when}', en: 'since {when}' }, { when: sayInstant(say, rule.changedAt) })}
          {rule.note ? ` · ${rule.note}` : ''}
        </Message>
      ) : null}
      {rule.isOutdated ? (
        <Message
          tone="warning"
          title={say({
            zh: '本市改过之后，场景包又更新了这条规则',
            en: 'The pack changed this rule after it was changed here',
          })}
        >
          {say({ zh: '现在生效的仍是本市的。下面可以对照。', en: 'What was made here is in force. Compare below.' })}
        </Message>
      ) : null}
      <Facts
        facts={[
          [
            say({ zh: '状态', en: 'State' }),
            <StateMark key="state" shape={state.shape} tone={state.tone}>
              {say(state.words)}
            </StateMark>,
          ],
          [
            say({ zh: '什么时候告警', en: 'When it is raised' }),
            <div key="when">
              {sayRule(say, rule, measure)}
              <details>
                <summary>{say({ zh: '条件原文', en: 'The condition as written' })}</summary>
                <code>{rule.clears === undefined ? rule.when : `${rule.when} → ${rule.clears}`}</code>
              </details>
            </div>,
          ],
          [
            say({ zh: '看哪种设备', en: 'Which devices' }),
            `${profile ? say(profile.title) : rule.profile} · ${rule.seen.devices}`,
          ],
          [say({ zh: '级别', en: 'Severity' }), say(severityWords[rule.severity].words)],
          [say({ zh: '成为哪类事项', en: 'Becomes a case of' }), rule.raises.class],
          [
            say({ zh: '事项交给', en: 'Who gets it' }),
            rule.raises.office ??
              say({ zh: '设备的责任单位，否则所在街镇', en: 'who answers for the device, else its street' }),
          ],
          [
            say({ zh: '不告警的时段', en: 'Quiet times' }),
            (rule.quiet ?? []).map(({ from, to }) => `${from}–${to}`).join(list) || '—',
          ],
          [
            say({ zh: '所经网关断线时', en: 'While its gateway is down' }),
            rule.heedsParent ? say({ zh: '不告警', en: 'raises nothing' }) : say({ zh: '照常', en: 'as usual' }),
          ],
          ...(rule.variants ?? []).map(
            ({ where, season, when, for: lasts }) =>
              [
                say({ zh: '另定', en: 'Elsewhere or in season' }),
                [
                  where && say({ zh: '区划 {where}', en: 'division {where}' }, { where }),
                  season && `${season.from} – ${season.to}`,
                  sayRule(say, { ...rule, when, clears: undefined, for: lasts ?? rule.for } as AlarmRule, measure), // no bound of its own end
                ]
                  .filter(Boolean)
                  .join(' · '),
              ] as const,
          ),
        ]}
      />
      <Raised rule={rule} unit={unitWords(measure?.unit)} />
      <Versions rule={rule} measure={measure} />
    </>
  )
}

function Raised({ rule, unit }: { readonly rule: RuleView; readonly unit: string }): JSX.Element {
  const say = useSay()
  const desk = useDesk()
  const alarms = useQuery(alarmsOfQuery(rule.name))
  return (
    <Section title={say({ zh: '它告过的警', en: 'What it raised' })}>
      {alarms.error ? <Trouble error={alarms.error} again={() => void alarms.refetch()} /> : null}
      <Table
        caption={say({ zh: '最近的告警', en: 'Newest alarms' })}
        rows={alarms.data ?? []}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'device',
            title: say({ zh: '设备', en: 'Device' }),
            head: true,
            cell: ({ device }) => <Link to={`${desk}/devices/${encodeURIComponent(device)}`}>{device}</Link>,
          },
          { key: 'at', title: say({ zh: '告警', en: 'Raised' }), cell: ({ raisedAt }) => sayInstant(say, raisedAt) },
          {
            key: 'value',
            title: say({ zh: '当时的值', en: 'Value then' }),
            number: true,
            cell: ({ value }) =>
              value === null ? '—' : `${value.toLocaleString(say.tag, { maximumFractionDigits: 2 })} ${unit}`,
          },
          {
            key: 'over',
            title: say({ zh: '解除', en: 'Over' }),
            cell: ({ clearedAt }) =>
              clearedAt ? (
                sayWhen(say, clearedAt)
              ) : (
                <StateMark shape="urgent" tone="urgent">
                  {say({ zh: '还在', en: 'still' })}
                </StateMark>
              ),
          },
        ]}
      />
    </Section>
  )
}

function Versions({
  rule,
  measure,
}: {
  readonly rule: RuleView
  readonly measure: Profile['measures'][string] | undefined
}): JSX.Element {
  const say = useSay()
  const found = useQuery(ruleVersionsQuery(rule.name))
  const pack = rule.isChanged ? found.data?.pack : undefined
  return (
    <Section title={say({ zh: '变更记录', en: 'What was changed' })}>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {pack ? (
        <p>{say({ zh: '场景包的原文：{rule}', en: 'The pack says: {rule}' }, { rule: sayRule(say, pack, measure) })}</p>
      ) : null}
      <Table
        caption={say({ zh: '变更记录', en: 'What was changed' })}
        rows={found.data?.versions ?? []}
        keyOf={({ version }) => String(version)}
        columns={[
          { key: 'version', title: say({ zh: '版本', en: 'Version' }), number: true, cell: ({ version }) => version },
          { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: ({ at }) => sayInstant(say, at) },
          { key: 'did', title: say({ zh: '做了什么', en: 'What' }), head: true, cell: ({ did }) => say(didWords[did]) },
          {
            key: 'rule',
            title: say({ zh: '此后生效的', en: 'In force from then' }),
            cell: (one) => sayRule(say, one.rule, measure),
          },
          { key: 'note', title: say({ zh: '理由', en: 'Why' }), cell: ({ note }) => note ?? '—' },
        ]}
      />
    </Section>
  )
}

function Acts({ rule, onEdit }: { readonly rule: RuleView; readonly onEdit: () => void }): JSX.Element {
  const say = useSay()
  const because = { note: longText({ zh: '理由', en: 'Why' }, { min: 2, max: 500 }) }
  const act = (what: 'on' | 'off' | 'revert', words: string, said: { zh: string; en: string }): JSX.Element => (
    <DialogForm<void>
      words={words}
      fields={because}
      run={({ note }) => actOnRule(rule, what, String(note))}
      said={said}
      touches={touched}
    />
  )
  return (
    <Buttons>
      <Button size="s" onClick={onEdit}>
        {say({ zh: '修改', en: 'Change' })}
      </Button>
      {rule.isChanged
        ? act('revert', say({ zh: '恢复为场景包的', en: 'As the pack says' }), {
            zh: '已恢复',
            en: 'It is as the pack says again',
          })
        : null}
      {rule.isOff
        ? act('on', say({ zh: '启用', en: 'Switch on' }), { zh: '已启用', en: 'Switched on' })
        : act('off', say({ zh: '停用', en: 'Switch off' }), { zh: '已停用', en: 'Switched off' })}
    </Buttons>
  )
}
