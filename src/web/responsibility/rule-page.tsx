import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { longText } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import {
  changeRule,
  endRule,
  makeRules,
  type RuleShown,
  type RuleTerms,
  type RuleVersionShown,
  ruleHistoryQuery,
  rulesOfCityQuery,
  ruleTermsQuery,
  withdrawRule,
} from '../api/responsibility.ts'
import { FormView, useForm, type Values } from '../kit/form/index.ts'
import {
  Button,
  Buttons,
  Facts,
  Loading,
  Message,
  notify,
  Page,
  Section,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { RehearsePart } from './rehearse-part.tsx'
import { enteringOf, ruleFields, ruleOf, valuesOf } from './rule-fields.ts'
import { TryPart } from './try-part.tsx'
import { sayMatter, sayTarget, sayTimes, sayWhere, standingWords } from './words.ts'

const touched = [['responsibility']]

/** One rule of the city: what it says, its versions; a form to make or change it, tried and rehearsed before it is entered. */
export function ResponsibilityRule(): JSX.Element {
  const say = useSay()
  const { id = 'new' } = useParams()
  const isNew = id === 'new'
  const rules = useQuery(rulesOfCityQuery)
  const terms = useQuery(ruleTermsQuery)
  const [edits, setEdits] = useState(false)
  const rule = rules.data?.items.find((one) => one.id === id)
  const error = rules.error ?? terms.error
  const isReady = rules.data !== undefined && terms.data !== undefined
  const title = rule
    ? say(rule.rule.name)
    : say(isNew ? { zh: '新责任规则', en: 'A new rule' } : { zh: '责任规则', en: 'Rule of responsibility' })
  return (
    <Page
      title={title}
      width="wide"
      back={{ to: '/desk/responsibility', words: say({ zh: '责任规则', en: 'Rules of responsibility' }) }}
    >
      {error ? <Trouble error={error} again={() => void rules.refetch()} /> : null}
      {isReady || error ? null : <Loading lines={8} />}
      {isReady && !isNew && !rule ? <Message title={say({ zh: '没有这条规则', en: 'There is no such rule' })} /> : null}
      {isReady && (isNew || edits) ? (
        <Edit key={id} terms={terms.data} rule={rule} onDone={() => setEdits(false)} />
      ) : null}
      {isReady && rule && !edits ? <Whole rule={rule} terms={terms.data} onEdit={() => setEdits(true)} /> : null}
    </Page>
  )
}

function Edit({
  terms,
  rule,
  onDone,
}: {
  readonly terms: RuleTerms
  readonly rule: RuleShown | undefined
  readonly onDone: () => void
}): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [asked] = useSearchParams()
  const [values, setValues] = useState<Values>(() => (rule ? valuesOf(rule.rule) : prefilled(asked)))
  const form = useForm(ruleFields(terms, values.pack), values, setValues)
  const area = rule?.rule.place?.area
  const enter = useMutation({
    mutationFn: async (sent: Values) => {
      const [written, entering] = [ruleOf(sent, area), enteringOf(sent)]
      if (!rule) return (await makeRules([written], entering)).ids[0] ?? ''
      await changeRule(rule.id, written, rule.version, entering)
      return rule.id
    },
    onSuccess: async (id) => {
      await queries.invalidateQueries({ queryKey: ['responsibility'] })
      notify({ zh: '已录入', en: 'Entered' })
      onDone()
      if (!rule) await navigate(`/desk/responsibility/${id}`, { replace: true })
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new error is a reason
  useEffect(() => {
    form.refuse(enter.error)
  }, [enter.error])
  // Why it is entered is asked when it is entered, not when it is tried.
  const draft = () => {
    const names = Object.keys(form.fields).filter((name) => name !== 'why')
    const checked = form.check(names)
    return checked && { rule: ruleOf(checked, area), ...(rule && { id: rule.id }) }
  }
  return (
    <>
      {area ? (
        <Message tone="note" title={say({ zh: '划定的区域保持不变', en: 'The drawn area stays as it is' })} />
      ) : null}
      <FormView
        form={form}
        submit={
          rule ? say({ zh: '录入新的一版', en: 'Enter a new version' }) : say({ zh: '录入规则', en: 'Enter the rule' })
        }
        busy={enter.isPending}
        before={enter.error && form.faults.length === 0 ? <Trouble error={enter.error} /> : null}
        onSubmit={(sent) => enter.mutate(sent)}
        {...(rule && { onCancel: onDone })}
      />
      <Section
        title={say({
          zh: '录入前演练：近期哪些事项会去别处',
          en: 'Rehearse: which cases of late would have gone elsewhere',
        })}
      >
        <RehearsePart rule={draft} />
      </Section>
      <Section title={say({ zh: '录入前试算：此时此地由谁负责', en: 'Try: who would answer here and then' })}>
        <TryPart
          terms={terms}
          start={{ pack: values.pack, code: values.code, ownership: values.ownership }}
          rule={draft}
        />
      </Section>
    </>
  )
}

/** What a page that offers to make a rule already knows. */
const prefilled = (asked: URLSearchParams): Values => {
  const [division, code] = [asked.get('division'), asked.get('code')]
  return {
    ...{
      pack: asked.get('pack') ?? undefined,
      code: code ?? undefined,
      ownership: asked.get('ownership') ?? undefined,
      who: 'office',
      priority: 0,
    },
    ...(division && (division.length === 6 ? { districts: [division] } : { codes: division })),
    ...(asked.get('office') && { office: asked.get('office') }),
  }
}

function Whole({
  rule,
  terms,
  onEdit,
}: {
  readonly rule: RuleShown
  readonly terms: RuleTerms
  readonly onEdit: () => void
}): JSX.Element {
  const say = useSay()
  const { words, shape, tone } = standingWords[rule.standing]
  return (
    <>
      <Facts
        facts={[
          [
            say({ zh: '状态', en: 'State' }),
            <StateMark key="state" shape={shape} tone={tone}>
              {say(words)}
            </StateMark>,
          ],
          [say({ zh: '什么事', en: 'What' }), sayMatter(say, rule.rule, terms)],
          [say({ zh: '哪里', en: 'Where' }), sayWhere(say, rule.rule, terms)],
          [say({ zh: '什么时候', en: 'When' }), sayTimes(say, rule.rule)],
          [say({ zh: '由谁负责', en: 'Who answers' }), sayTarget(say, rule.rule, rule.officeTitle, terms)],
          [say({ zh: '优先级', en: 'Priority' }), rule.rule.priority],
          [say({ zh: '依据', en: 'Why it is so' }), say(rule.rule.because)],
          [
            say({ zh: '有效期', en: 'In force' }),
            `${sayInstant(say, rule.from)} – ${rule.until ? sayInstant(say, rule.until) : say({ zh: '一直有效', en: 'for good' })}`,
          ],
        ]}
      />
      {rule.mayChange && rule.standing !== 'ended' ? (
        <Buttons>
          <Button onClick={onEdit}>{say({ zh: '修改', en: 'Change' })}</Button>
          <DialogForm<void>
            words={say({ zh: '终止', en: 'End' })}
            size="m"
            fields={{ why: longText({ zh: '为什么终止', en: 'Why it ends' }, { min: 2, max: 500 }) }}
            run={({ why }) => endRule(rule.id, rule.version, String(why))}
            said={{ zh: '已终止，从现在起不再适用', en: 'Ended: from now it does not hold' }}
            touches={touched}
          />
        </Buttons>
      ) : null}
      <Versions rule={rule} terms={terms} />
    </>
  )
}

function Versions({ rule, terms }: { readonly rule: RuleShown; readonly terms: RuleTerms }): JSX.Element {
  const say = useSay()
  const found = useQuery(ruleHistoryQuery(rule.id))
  const isToCome = ({ from, isWithdrawn }: RuleVersionShown): boolean => !isWithdrawn && Date.parse(from) > Date.now()
  return (
    <Section title={say({ zh: '各版', en: 'Versions' })}>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={2} /> : null}
      <Table
        caption={say({ zh: '各版', en: 'Versions' })}
        rows={found.data ?? []}
        keyOf={({ version }) => String(version)}
        columns={[
          { key: 'version', title: say({ zh: '版本', en: 'Version' }), number: true, cell: ({ version }) => version },
          {
            key: 'what',
            title: say({ zh: '内容', en: 'What it says' }),
            head: true,
            cell: ({ rule: one }) =>
              one
                ? [
                    sayMatter(say, one, terms),
                    sayWhere(say, one, terms),
                    sayTimes(say, one),
                    sayTarget(
                      say,
                      one,
                      'office' in one.to && 'office' in rule.rule.to && one.to.office === rule.rule.to.office
                        ? rule.officeTitle
                        : null,
                      terms,
                    ),
                  ].join(' · ')
                : say({ zh: '终止', en: 'Ended' }),
          },
          { key: 'from', title: say({ zh: '从', en: 'From' }), cell: ({ from }) => sayInstant(say, from) },
          {
            key: 'until',
            title: say({ zh: '到', en: 'Until' }),
            cell: ({ until }) => (until ? sayInstant(say, until) : '—'),
          },
          { key: 'why', title: say({ zh: '理由', en: 'Why' }), cell: ({ why }) => why },
          {
            key: 'by',
            title: say({ zh: '录入', en: 'Entered' }),
            cell: ({ enteredByName, enteredAt }) => `${enteredByName} · ${sayInstant(say, enteredAt)}`,
          },
          {
            key: 'act',
            title: say({ zh: '操作', en: 'Act' }),
            cell: (version) =>
              version.isWithdrawn ? (
                say({ zh: '已撤回', en: 'taken back' })
              ) : rule.mayChange && isToCome(version) ? (
                <Withdraw id={rule.id} version={version.version} />
              ) : (
                ''
              ),
          },
        ]}
      />
    </Section>
  )
}

function Withdraw({ id, version }: { readonly id: string; readonly version: number }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => withdrawRule(id, version),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['responsibility'] }),
  })
  return (
    <>
      <Button size="s" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
        {say({ zh: '撤回', en: 'Take back' })}
      </Button>
      {withdraw.error ? <Trouble error={withdraw.error} /> : null}
    </>
  )
}
