import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useRef, useState } from 'react'
import { type FilingRule, ownershipWords, type UnitRule } from '../../kernel/patrol/index.ts'
import type { Words } from '../../kernel/words.ts'
import {
  dutiesQuery,
  enterTable,
  readTableFile,
  type TableVersion,
  tableFile,
  versionQuery,
  versionsQuery,
  withdrawTable,
} from '../api/patrol.ts'
import {
  Button,
  Buttons,
  Dialog,
  Loading,
  Message,
  Page,
  type Say,
  Section,
  StateMark,
  sayInstant,
  sayWhen,
  Table,
  Trouble,
  useNow,
  useSay,
} from '../kit/index.ts'
import { holds, useSession } from '../shell/session.ts'
import { Faults } from './faults.tsx'
import styles from './patrol.module.css'
import { limitWords, ownerOf } from './words.ts'

type Duties = Readonly<Record<string, Words>>

/** Units of a class in words: which duty or office, for whom and where. */
const unitsOf = (say: Say, units: readonly UnitRule[], duties: Duties): string =>
  units
    .map(({ to, ownership, division }) =>
      [
        'office' in to ? to.office : say(duties[to.duty] ?? { zh: to.duty, en: to.duty }),
        ownership === undefined ? '' : ownerOf(say, ownership),
        division ?? '',
      ]
        .filter(Boolean)
        .join(' '),
    )
    .join(say({ zh: '；', en: '; ' }))

/** The city's table of filing and closing conditions: its versions, what is in force, changing it, files in and out. */
export function TablesPage(): JSX.Element {
  const say = useSay()
  const now = useNow()
  const session = useSession()
  const versions = useQuery(versionsQuery)
  const current = versions.data?.find(({ isInForce }) => isInForce)
  const [chosen, setChosen] = useState<string>()
  const [draft, setDraft] = useState<readonly FilingRule[]>()
  const shown = chosen ?? current?.id
  const rows = useQuery({ ...versionQuery(shown ?? ''), enabled: shown !== undefined })
  const mayEnter = (['duty-officer', 'data-officer', 'administrator'] as const).some((role) =>
    holds(session, role, ['city']),
  )
  return (
    <Page
      title={say({ zh: '立案结案标准', en: 'Filing and closing conditions' })}
      width="wide"
      lead={say({
        zh: '部件、事件的立案条件、结案条件、时限和责任单位。每一版从生效时间起用，已用过的不改写。',
        en: 'Classes of components and events: when filed, when closed, limits, who answers. Each version holds from its day; what was in force is never rewritten.',
      })}
    >
      <div className={styles.stack}>
        {versions.error ? <Trouble error={versions.error} again={() => void versions.refetch()} /> : null}
        {versions.isPending ? <Loading lines={4} /> : null}
        <Table
          caption={say({ zh: '各版', en: 'Versions' })}
          rows={versions.data ?? []}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'serial',
              title: say({ zh: '版次', en: 'Version' }),
              head: true,
              cell: (one) => (
                <Button size="s" tone="quiet" onClick={() => setChosen(one.id)}>
                  {say({ zh: '第 {n} 版', en: 'Version {n}' }, { n: one.serial })}
                </Button>
              ),
            },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: (one) => <VersionState version={one} now={now} />,
            },
            {
              key: 'from',
              title: say({ zh: '生效', en: 'From' }),
              cell: (one) =>
                Date.parse(one.from) === 0 ? say({ zh: '起初', en: 'the beginning' }) : sayInstant(say, one.from),
            },
            {
              key: 'until',
              title: say({ zh: '至', en: 'Until' }),
              cell: (one) => (one.until ? sayInstant(say, one.until) : '—'),
            },
            { key: 'rows', title: say({ zh: '小类', en: 'Classes' }), number: true, cell: (one) => one.rows },
            { key: 'note', title: say({ zh: '说明', en: 'Note' }), cell: (one) => one.note },
            {
              key: 'by',
              title: say({ zh: '录入', en: 'Entered' }),
              cell: (one) => `${one.enteredByName} ${sayWhen(say, one.enteredAt)}`,
            },
            {
              key: 'files',
              title: say({ zh: '导出', en: 'Export' }),
              cell: (one) => (
                <>
                  <a href={tableFile(one.id, 'csv')} aria-label={`CSV ${one.serial}`}>
                    CSV
                  </a>{' '}
                  <a href={tableFile(one.id, 'xlsx')} aria-label={`XLSX ${one.serial}`}>
                    XLSX
                  </a>
                </>
              ),
            },
          ]}
        />
        {mayEnter && rows.data && !draft ? (
          <Buttons>
            <Button icon="pencil" onClick={() => setDraft(rows.data)}>
              {say({ zh: '以此为底录入新版', en: 'Enter a version from this one' })}
            </Button>
            <FileIn onRead={setDraft} />
          </Buttons>
        ) : null}
        {draft ? <Draft rows={draft} onChange={setDraft} onEnd={() => setDraft(undefined)} /> : null}
        {draft ? null : rows.data ? <Rules rows={rows.data} /> : null}
      </div>
    </Page>
  )
}

function VersionState({ version, now }: { readonly version: TableVersion; readonly now: number }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => withdrawTable(version.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patrol', 'tables'] }),
  })
  if (version.isWithdrawn) return <StateMark shape="closed">{say({ zh: '已撤回', en: 'Taken back' })}</StateMark>
  if (version.isInForce)
    return (
      <StateMark shape="working" tone="active">
        {say({ zh: '生效中', en: 'In force' })}
      </StateMark>
    )
  if (Date.parse(version.from) <= now)
    return <StateMark shape="done">{say({ zh: '已被取代', en: 'Replaced' })}</StateMark>
  return (
    <>
      <StateMark shape="new">{say({ zh: '待生效', en: 'Not yet' })}</StateMark>{' '}
      <Button size="s" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
        {say({ zh: '撤回', en: 'Take back' })}
      </Button>
      {withdraw.error ? <Trouble error={withdraw.error} /> : null}
    </>
  )
}

function Rules({
  rows,
  onEdit,
}: {
  readonly rows: readonly FilingRule[]
  readonly onEdit?: (rule: FilingRule) => void
}): JSX.Element {
  const say = useSay()
  const duties = useQuery(dutiesQuery).data ?? {}
  return (
    <Table
      caption={say({ zh: '小类', en: 'Classes' })}
      showCaption
      rows={rows}
      keyOf={({ kind }) => kind}
      columns={[
        {
          key: 'title',
          title: say({ zh: '小类', en: 'Class' }),
          head: true,
          cell: (one) =>
            onEdit ? (
              <Button size="s" tone="quiet" icon="pencil" onClick={() => onEdit(one)}>
                {say(one.title)}
              </Button>
            ) : (
              say(one.title)
            ),
        },
        { key: 'kind', title: say({ zh: '代码', en: 'Code' }), cell: (one) => <code>{one.kind}</code> },
        { key: 'filing', title: say({ zh: '立案条件', en: 'Filed when' }), cell: (one) => say(one.filing) },
        { key: 'closing', title: say({ zh: '结案条件', en: 'Closed when' }), cell: (one) => say(one.closing) },
        { key: 'limit', title: say({ zh: '时限', en: 'Limit' }), cell: (one) => say(limitWords(one.limit)) },
        {
          key: 'units',
          title: say({ zh: '责任单位', en: 'Who answers' }),
          cell: (one) => unitsOf(say, one.units, duties),
        },
        {
          key: 'origin',
          title: say({ zh: '来源', en: 'Source' }),
          cell: (one) =>
            one.origin === 'published'
              ? say({ zh: '时限见公开标准', en: 'limit as published' })
              : say({ zh: '本市自定或建议', en: 'the city’s own, or a proposal' }),
        },
      ]}
    />
  )
}

function FileIn({ onRead }: { readonly onRead: (rows: readonly FilingRule[]) => void }): JSX.Element {
  const say = useSay()
  const input = useRef<HTMLInputElement>(null)
  const reading = useMutation({
    mutationFn: readTableFile,
    onSuccess: ({ rows, faults }) => (faults.length === 0 && rows.length > 0 ? onRead(rows) : undefined),
  })
  const { data } = reading
  return (
    <>
      <Button icon="upload" busy={reading.isPending} onClick={() => input.current?.click()}>
        {say({ zh: '从文件读入', en: 'Read a file' })}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.xlsx,.txt"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) reading.mutate(file)
          event.target.value = ''
        }}
      />
      {reading.error ? <Trouble error={reading.error} /> : null}
      {data && data.faults.length > 0 ? (
        <Section title={say({ zh: '文件里有 {n} 处问题', en: '{n} faults in the file' }, { n: data.faults.length })}>
          <Faults faults={data.faults} />
          {data.rows.length > 0 ? (
            <Button onClick={() => onRead(data.rows)}>
              {say({ zh: '只用没有问题的 {n} 类', en: 'Use the {n} classes without faults' }, { n: data.rows.length })}
            </Button>
          ) : null}
        </Section>
      ) : null}
    </>
  )
}

/** A version being prepared: each class may be changed or taken out; entered from a time on. */
function Draft({
  rows,
  onChange,
  onEnd,
}: {
  readonly rows: readonly FilingRule[]
  readonly onChange: (rows: readonly FilingRule[]) => void
  readonly onEnd: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [edited, setEdited] = useState<FilingRule>()
  const [note, setNote] = useState('')
  const [from, setFrom] = useState('')
  const enter = useMutation({
    mutationFn: () =>
      enterTable({ note, rows, ...(from !== '' && { from: new Date(`${from}:00+08:00`).toISOString() }) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onEnd()
    },
  })
  return (
    <Section title={say({ zh: '新的一版（{n} 类）', en: 'A new version of {n} classes' }, { n: rows.length })}>
      <div className={styles.stack}>
        <Message title={say({ zh: '还没有生效', en: 'Not in force yet' })}>
          {say({
            zh: '改好后写明生效时间，再录入。',
            en: 'Change what is to be changed, say from when, then enter it.',
          })}
        </Message>
        <form
          className={styles.fields}
          onSubmit={(event) => {
            event.preventDefault()
            enter.mutate()
          }}
        >
          <label className={styles.field}>
            <span>{say({ zh: '生效时间（空为立即）', en: 'In force from (empty: now)' })}</span>
            <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '依据和说明', en: 'Ground and note' })}</span>
            <input
              required
              minLength={2}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </label>
          <Buttons>
            <Button type="submit" tone="primary" busy={enter.isPending}>
              {say({ zh: '录入', en: 'Enter it' })}
            </Button>
            <Button tone="quiet" onClick={onEnd}>
              {say({ zh: '放弃', en: 'Give it up' })}
            </Button>
          </Buttons>
        </form>
        {enter.error ? <Trouble error={enter.error} /> : null}
        <Rules rows={rows} onEdit={setEdited} />
        {edited ? (
          <RuleDialog
            key={edited.kind}
            rule={edited}
            onClose={() => setEdited(undefined)}
            onKeep={(next) => {
              onChange(rows.flatMap((one) => (one.kind === edited.kind ? (next ? [next] : []) : [one])))
              setEdited(undefined)
            }}
          />
        ) : null}
      </div>
    </Section>
  )
}

function RuleDialog({
  rule,
  onKeep,
  onClose,
}: {
  readonly rule: FilingRule
  readonly onKeep: (rule: FilingRule | undefined) => void
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const [now, setNow] = useState(rule)
  const set = (change: Partial<FilingRule>): void => setNow({ ...now, ...change, origin: 'city' })
  const words = (name: 'title' | 'filing' | 'closing', zh: string, en: string) =>
    (['zh', 'en'] as const).map((language) => (
      <label key={`${name}-${language}`} className={styles.field}>
        <span>
          {say({
            zh: `${zh}（${language === 'zh' ? '中文' : '英文'}）`,
            en: `${en} (${language === 'zh' ? 'Chinese' : 'English'})`,
          })}
        </span>
        <textarea
          rows={2}
          value={now[name][language]}
          onChange={(event) => set({ [name]: { ...now[name], [language]: event.target.value } })}
        />
      </label>
    ))
  return (
    <Dialog
      open
      wide
      title={`${say(rule.title)} ${rule.kind}`}
      onClose={onClose}
      footer={
        <Buttons>
          <Button tone="primary" onClick={() => onKeep(now)}>
            {say({ zh: '用于新版', en: 'Use it' })}
          </Button>
          <Button tone="danger" onClick={() => onKeep(undefined)}>
            {say({ zh: '删去这一类', en: 'Take this class out' })}
          </Button>
        </Buttons>
      }
    >
      <div className={styles.fields}>
        {words('title', '名称', 'Name')}
        {words('filing', '立案条件', 'Filed when')}
        {words('closing', '结案条件', 'Closed when')}
        <label className={styles.field}>
          <span>{say({ zh: '时限', en: 'Limit' })}</span>
          <input
            type="number"
            min={1}
            max={60}
            value={now.limit.amount}
            onChange={(event) => set({ limit: { ...now.limit, amount: Number(event.target.value) } })}
          />
        </label>
        <label className={styles.field}>
          <span>{say({ zh: '单位', en: 'Unit' })}</span>
          <select
            value={now.limit.unit}
            onChange={(event) =>
              // The options are the two units.
              set({ limit: { ...now.limit, unit: event.target.value as 'workingHour' | 'workingDay' } })
            }
          >
            <option value="workingHour">{say({ zh: '工作小时', en: 'working hours' })}</option>
            <option value="workingDay">{say({ zh: '工作日', en: 'working days' })}</option>
          </select>
        </label>
        <UnitsPart units={now.units} onChange={(units) => set({ units })} />
      </div>
    </Dialog>
  )
}

/** Who answers: for an owner, in a division, by a duty of the city or an office by its id. */
function UnitsPart({
  units,
  onChange,
}: {
  readonly units: readonly UnitRule[]
  readonly onChange: (units: readonly UnitRule[]) => void
}): JSX.Element {
  const say = useSay()
  const known = useId()
  const duties = useQuery(dutiesQuery).data ?? {}
  const change = (at: number, next: UnitRule): void => onChange(units.map((one, index) => (index === at ? next : one)))
  return (
    <fieldset className={styles.whole}>
      <legend>{say({ zh: '责任单位', en: 'Who answers' })}</legend>
      <datalist id={known}>
        {Object.entries(duties).map(([duty, title]) => (
          <option key={duty} value={duty}>
            {say(title)}
          </option>
        ))}
      </datalist>
      {units.map((unit, index) => {
        const { ownership, division, to } = unit
        const n = { n: index + 1 }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
          <div key={index} className={styles.fields}>
            <label className={styles.field}>
              <span>{say({ zh: '第 {n} 行：职责或机构', en: 'Line {n}: duty or office' }, n)}</span>
              <input
                list={known}
                value={'office' in to ? to.office : to.duty}
                onChange={({ target: { value } }) =>
                  change(index, { ...unit, to: Object.hasOwn(duties, value) ? { duty: value } : { office: value } })
                }
              />
            </label>
            <label className={styles.field}>
              <span>{say({ zh: '第 {n} 行：权属', en: 'Line {n}: owner' }, n)}</span>
              <select
                value={ownership ?? ''}
                onChange={({ target: { value } }) =>
                  change(index, { to, ...(division && { division }), ...(value && { ownership: value }) })
                }
              >
                <option value="">{say({ zh: '不论', en: 'Any' })}</option>
                {Object.entries(ownershipWords).map(([name, words]) => (
                  <option key={name} value={name}>
                    {say(words)}
                  </option>
                ))}
              </select>
            </label>
            <label className={styles.field}>
              <span>{say({ zh: '第 {n} 行：区划代码', en: 'Line {n}: division' }, n)}</span>
              <input
                value={division ?? ''}
                inputMode="numeric"
                onChange={({ target: { value } }) =>
                  change(index, { to, ...(ownership && { ownership }), ...(value && { division: value }) })
                }
              />
            </label>
            <Button
              size="s"
              tone="quiet"
              icon="cross"
              disabled={units.length === 1}
              onClick={() => onChange(units.filter((_, at) => at !== index))}
            >
              {say({ zh: '去掉第 {n} 行', en: 'Take line {n} away' }, n)}
            </Button>
          </div>
        )
      })}
      <Button size="s" icon="plus" onClick={() => onChange([...units, { to: { duty: 'street' } }])}>
        {say({ zh: '加一行', en: 'Add a line' })}
      </Button>
    </fieldset>
  )
}
