import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { Link } from 'react-router'
import {
  gapsQuery,
  makeRules,
  type Rules,
  type RuleTerms,
  readRulesFile,
  rulesOfCityQuery,
  ruleTermsQuery,
} from '../api/responsibility.ts'
import {
  Button,
  ButtonLink,
  Buttons,
  Empty,
  Faults,
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
import styles from './responsibility.module.css'
import { TryPart } from './try-part.tsx'
import { sayMatter, sayTarget, sayTimes, sayWhere, standingWords } from './words.ts'

/** The city's own rules of responsibility: which hold, which contradict one another, what nobody answers for; a trial, files in and out. */
export function ResponsibilityRules(): JSX.Element {
  const say = useSay()
  const rules = useQuery(rulesOfCityQuery)
  const terms = useQuery(ruleTermsQuery)
  const error = rules.error ?? terms.error
  return (
    <Page
      width="wide"
      title={say({ zh: '责任规则', en: 'Rules of responsibility' })}
      lead={say({
        zh: '什么事、在哪里、归谁、什么时候，由哪个单位负责。本市的规则先于场景包和立案标准；越具体的越先。',
        en: 'What, where, whose, when: which office answers. The city’s rules come before packs and tables of conditions; the more exact one goes first.',
      })}
      actions={
        rules.data?.mayMake ? (
          <ButtonLink to="new" tone="primary" icon="plus">
            {say({ zh: '新规则', en: 'New rule' })}
          </ButtonLink>
        ) : null
      }
    >
      {error ? <Trouble error={error} again={() => void rules.refetch()} /> : null}
      {rules.data && terms.data ? (
        <Whole rules={rules.data} terms={terms.data} />
      ) : error ? null : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

function Whole({ rules, terms }: { readonly rules: Rules; readonly terms: RuleTerms }): JSX.Element {
  const say = useSay()
  return (
    <>
      <Conflicts rules={rules} />
      {rules.items.length === 0 ? (
        <Empty
          icon="tree"
          title={say({ zh: '还没有本市规则：现在都按场景包', en: 'No rule of the city yet: packs decide everything' })}
        />
      ) : (
        <RuleTable rules={rules} terms={terms} />
      )}
      <Section title={say({ zh: '试算：此时此地由谁负责', en: 'Try: who answers here and then' })}>
        <TryPart terms={terms} />
      </Section>
      <Gaps />
      <Files mayMake={rules.mayMake} />
    </>
  )
}

function Conflicts({ rules: { items, conflicts } }: { readonly rules: Rules }): JSX.Element | null {
  const say = useSay()
  if (conflicts.length === 0) return null
  const link = (id: string): JSX.Element => {
    const found = items.find((one) => one.id === id)
    return <Link to={id}>{found ? say(found.rule.name) : id}</Link>
  }
  return (
    <Message
      tone="warning"
      title={say({
        zh: '有规则互相矛盾：同样具体，单位不同',
        en: 'Rules contradict one another: equally exact, different offices',
      })}
    >
      <ul>
        {conflicts.map(({ one, other, at }) => (
          <li key={`${one} ${other}`}>
            {link(one)} ↔ {link(other)}
            {Date.parse(at) > Date.now()
              ? say({ zh: '（{at} 起）', en: ' (from {at})' }, { at: sayInstant(say, at) })
              : ''}
          </li>
        ))}
      </ul>
    </Message>
  )
}

function RuleTable({ rules: { items }, terms }: { readonly rules: Rules; readonly terms: RuleTerms }): JSX.Element {
  const say = useSay()
  const order = { inForce: 0, coming: 1, ended: 2 }
  const sorted = [...items].sort((one, other) => order[one.standing] - order[other.standing])
  return (
    <Table
      caption={say({ zh: '本市规则', en: 'Rules of the city' })}
      rows={sorted}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: say({ zh: '规则', en: 'Rule' }),
          head: true,
          cell: ({ id, rule }) => <Link to={id}>{say(rule.name)}</Link>,
        },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: ({ standing }) => (
            <StateMark shape={standingWords[standing].shape} tone={standingWords[standing].tone}>
              {say(standingWords[standing].words)}
            </StateMark>
          ),
        },
        { key: 'what', title: say({ zh: '什么事', en: 'What' }), cell: ({ rule }) => sayMatter(say, rule, terms) },
        { key: 'where', title: say({ zh: '哪里', en: 'Where' }), cell: ({ rule }) => sayWhere(say, rule, terms) },
        { key: 'when', title: say({ zh: '什么时候', en: 'When' }), cell: ({ rule }) => sayTimes(say, rule) },
        {
          key: 'who',
          title: say({ zh: '由谁负责', en: 'Who answers' }),
          cell: ({ rule, officeTitle }) => sayTarget(say, rule, officeTitle, terms),
        },
        {
          key: 'priority',
          title: say({ zh: '优先级', en: 'Priority' }),
          number: true,
          cell: ({ rule }) => rule.priority,
        },
        {
          key: 'until',
          title: say({ zh: '有效期', en: 'In force' }),
          cell: ({ from, until, standing }) =>
            standing === 'coming'
              ? say({ zh: '{from} 起', en: 'from {from}' }, { from: sayInstant(say, from) })
              : until
                ? say({ zh: '至 {until}', en: 'until {until}' }, { until: sayInstant(say, until) })
                : say({ zh: '一直', en: 'for good' }),
        },
      ]}
    />
  )
}

function Gaps(): JSX.Element {
  const say = useSay()
  const gaps = useQuery(gapsQuery)
  return (
    <Section title={say({ zh: '没有单位负责的', en: 'What nobody answers for' })}>
      {gaps.error ? <Trouble error={gaps.error} again={() => void gaps.refetch()} /> : null}
      {gaps.isPending ? <Loading lines={3} /> : null}
      {gaps.data?.length === 0 ? (
        <p>
          {say({
            zh: '没有发现空缺',
            en: 'No gap was found',
          })}
        </p>
      ) : null}
      {gaps.data && gaps.data.length > 0 ? (
        <Table
          caption={say({ zh: '没有单位负责的', en: 'What nobody answers for' })}
          rows={gaps.data}
          keyOf={({ pack, code, districts }) => `${pack} ${code} ${districts.length}`}
          columns={[
            { key: 'pack', title: say({ zh: '场景', en: 'Scenario' }), cell: ({ packTitle }) => say(packTitle) },
            {
              key: 'code',
              title: say({ zh: '类别', en: 'Class' }),
              head: true,
              cell: ({ code, title }) => (title ? say(title) : (code ?? say({ zh: '全部', en: 'all' }))),
            },
            {
              key: 'where',
              title: say({ zh: '哪里', en: 'Where' }),
              cell: ({ districts }) =>
                districts.length === 0
                  ? say({ zh: '全市', en: 'the whole city' })
                  : districts.map((one) => say(one)).join(say({ zh: '、', en: ', ' })),
            },
            {
              key: 'make',
              title: say({ zh: '操作', en: 'Act' }),
              cell: ({ pack, code }) => (
                <Link to={`new?${new URLSearchParams({ pack, ...(code && { code }) })}`}>
                  {say({ zh: '制定规则', en: 'Make a rule' })}
                </Link>
              ),
            },
          ]}
        />
      ) : null}
    </Section>
  )
}

function Files({ mayMake }: { readonly mayMake: boolean }): JSX.Element {
  const say = useSay()
  const id = useId()
  const queries = useQueryClient()
  const [why, setWhy] = useState('')
  const read = useMutation({ mutationFn: readRulesFile })
  const enter = useMutation({
    mutationFn: () => makeRules(read.data?.rules ?? [], { why: why.trim() }),
    onSuccess: async () => {
      read.reset()
      setWhy('')
      await queries.invalidateQueries({ queryKey: ['responsibility'] })
      notify({ zh: '已录入', en: 'Entered' })
    },
  })
  return (
    <Section title={say({ zh: '文件', en: 'Files' })}>
      <div className={styles.file}>
        <Buttons>
          <a href="/api/responsibility/file?format=csv" download>
            {say({ zh: '导出 CSV', en: 'Export CSV' })}
          </a>
          <a href="/api/responsibility/file?format=xlsx" download>
            {say({ zh: '导出 Excel', en: 'Export Excel' })}
          </a>
        </Buttons>
        {mayMake ? (
          <>
            <label htmlFor={id}>
              {say({
                zh: '从文件读入（CSV 或 Excel，先检查，不生效）',
                en: 'Read from a file (CSV or Excel; checked first, nothing is entered)',
              })}
            </label>
            <input
              id={id}
              type="file"
              accept=".csv,.xlsx"
              onChange={({ target }) => {
                const [file] = target.files ?? []
                if (file) read.mutate(file)
              }}
            />
          </>
        ) : null}
        {read.error ? <Trouble error={read.error} /> : null}
        {read.data ? (
          <>
            <p role="status">
              {say(
                { zh: '{read} 行，{good} 条规则可以录入', en: '{read} lines, {good} rules can be entered' },
                { read: read.data.read, good: read.data.rules.length },
              )}
            </p>
            <Faults faults={read.data.faults} />
            {read.data.rules.length > 0 ? (
              <form
                className={styles.file}
                onSubmit={(event) => {
                  event.preventDefault()
                  enter.mutate()
                }}
              >
                <label>
                  {say({ zh: '为什么录入', en: 'Why they are entered' })}
                  <input
                    value={why}
                    required
                    minLength={2}
                    maxLength={300}
                    onChange={({ target }) => setWhy(target.value)}
                  />
                </label>
                <Button type="submit" tone="primary" busy={enter.isPending}>
                  {say.count(read.data.rules.length, {
                    zh: '录入 {n} 条',
                    en: { one: 'Enter one rule', other: 'Enter {n} rules' },
                  })}
                </Button>
              </form>
            ) : null}
            {enter.error ? <Trouble error={enter.error} /> : null}
          </>
        ) : null}
      </div>
    </Section>
  )
}
