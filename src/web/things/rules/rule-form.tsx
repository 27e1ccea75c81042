import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Aggregate, AlarmRule } from '../../../kernel/things/index.ts'
import { packQuery } from '../../api/packs.ts'
import { keepRule, type RuleView, tryAlarmRule } from '../../api/rules.ts'
import type { Profile } from '../../api/things.ts'
import { Button, Buttons, Message, notify, Section, Trouble, useSay } from '../../kit/index.ts'
import { unitWords } from '../../twin/unit-words.ts'
import styles from '../things.module.css'
import { BoundFields, Check, Choose, Line, OfficeLine } from './rule-controls.tsx'
import { draftOf, lacksOf, type RuleDraft, ruleOf } from './rule-draft.ts'
import { TrialResult } from './rule-trial.tsx'
import { VariantFields } from './rule-variants.tsx'
import { aggregateWords, sayRule, severityWords } from './rule-words.ts'

/** How many days of stored readings a rule may be tried on. */
const spans = [1, 3, 7, 14, 30] as const

/** Declares or changes a rule. What it would have done is seen before it can be kept. */
export function RuleForm({
  profiles,
  start,
  taken,
  onKept,
  onCancel,
}: {
  readonly profiles: readonly Profile[]
  /** The rule to be changed; nothing: a new one. */
  readonly start: RuleView | undefined
  /** Names of the rules there are. */
  readonly taken: readonly string[]
  readonly onKept: (name: string) => void
  readonly onCancel: () => void
}): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(start))
  const [days, setDays] = useState<number>(7)
  const [note, setNote] = useState('')
  const [isPressed, press] = useState(false)
  const set = (change: Partial<RuleDraft>): void => setDraft((now) => ({ ...now, ...change }))
  const lacks = lacksOf(draft)
  const rule = ruleOf(draft)
  const isTaken = start === undefined && taken.includes(rule.name)
  const trial = useMutation({
    mutationFn: async (asked: AlarmRule) => ({ asked, came: await tryAlarmRule(asked, days) }),
  })
  const keep = useMutation({
    mutationFn: () => keepRule(rule, start?.version ?? 0, note.trim() || undefined),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['things', 'rules'] })
      notify({ zh: '已保存，立即生效', en: 'Kept: it holds from now' })
      onKept(rule.name)
    },
  })
  // What was tried must be what is kept.
  const isTried = trial.data !== undefined && JSON.stringify(trial.data.asked) === JSON.stringify(rule)
  const profile = profiles.find((one) => one.name === draft.profile)
  const measure = profile?.measures[draft.measure]
  const unit = unitWords(measure?.unit)
  const need = (field: keyof RuleDraft): boolean => isPressed && lacks.includes(field)
  return (
    <form
      className={styles.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        press(true)
        if (lacks.length === 0 && !isTaken) trial.mutate(rule)
      }}
    >
      {start?.source === 'pack' ? (
        <Message title={say({ zh: '这条规则来自场景包', en: 'This rule comes from a pack' })}>
          {say({
            zh: '本市的修改另存，场景包的原文留着；列表上会注明“本市改过”，随时可以恢复。',
            en: 'What you change is kept beside the pack’s own; the list says “changed here”, and it can be as the pack says again.',
          })}
        </Message>
      ) : null}
      <Section title={say({ zh: '看什么', en: 'What it looks at' })}>
        <div className={styles.grid}>
          <Line
            label={say({ zh: '名称（中文）', en: 'Name (Chinese)' })}
            value={draft.zh}
            wrong={need('zh')}
            onChange={(zh) => set({ zh })}
          />
          <Line
            label={say({ zh: '名称（英文）', en: 'Name (English)' })}
            value={draft.en}
            wrong={need('en') || isTaken}
            onChange={(en) => set({ en })}
            hint={isTaken ? say({ zh: '已有同名的规则', en: 'A rule of this name is there' }) : undefined}
          />
          <Choose
            label={say({ zh: '哪种设备', en: 'Which kind of device' })}
            value={draft.profile}
            wrong={need('profile')}
            options={profiles.map(({ name, title }) => [name, say(title)])}
            onChange={(name) =>
              set({
                profile: name,
                measure: Object.keys(profiles.find((one) => one.name === name)?.measures ?? {})[0] ?? '',
              })
            }
          />
          <Choose
            label={say({ zh: '哪项读数', en: 'Which reading' })}
            value={draft.measure}
            wrong={need('measure')}
            options={Object.entries(profile?.measures ?? {}).map(([name, { title }]) => [name, say(title)])}
            onChange={(name) => set({ measure: name })}
          />
          <Line
            label={say({ zh: '看多长时间的读数（分钟）', en: 'Over how long (minutes)' })}
            number
            value={draft.window}
            wrong={need('window')}
            hint={say({ zh: '0：只看最新一个', en: '0: the newest alone' })}
            onChange={(window) => set({ window })}
          />
          {Number(draft.window) > 0 ? (
            <Choose
              label={say({ zh: '取', en: 'Taken as' })}
              value={draft.aggregate}
              options={Object.entries(aggregateWords).map(([name, words]) => [name, say(words)])}
              // The options are the aggregates.
              onChange={(name) => set({ aggregate: name as Aggregate })}
            />
          ) : null}
        </div>
      </Section>
      <Section title={say({ zh: '什么时候告警，什么时候解除', en: 'When it is raised, and when it is over' })}>
        <div className={styles.stack}>
          <BoundFields
            legend={say({ zh: '满足', en: 'While' })}
            unit={unit}
            bound={draft.when}
            wrong={need('when')}
            onChange={(when) => set({ when })}
          />
          <Line
            label={say({ zh: '持续多久才告警（分钟）', en: 'For how long before it is raised (minutes)' })}
            number
            value={draft.lasts}
            wrong={need('lasts')}
            onChange={(lasts) => set({ lasts })}
          />
          <Check
            label={say({
              zh: '解除另有界限，免得在界上反复',
              en: 'It ends by a bound of its own, so that it does not flicker',
            })}
            checked={draft.clears !== undefined}
            onChange={(has) => set({ clears: has ? { simple: { sign: '<', than: '', least: '' } } : undefined })}
          />
          {draft.clears ? (
            <BoundFields
              legend={say({ zh: '解除', en: 'Over once' })}
              unit={unit}
              bound={draft.clears}
              wrong={need('clears')}
              onChange={(clears) => set({ clears })}
            />
          ) : null}
          <Check
            label={say({ zh: '所经网关断线时不告警', en: 'Raises nothing while its gateway is down' })}
            checked={draft.heedsParent}
            onChange={(heedsParent) => set({ heedsParent })}
          />
          <QuietTimes draft={draft} set={set} />
          <VariantFields variants={draft.variants} unit={unit} onChange={(variants) => set({ variants })} />
        </div>
      </Section>
      <Becomes draft={draft} set={set} need={need} />
      <Section title={say({ zh: '先试一试', en: 'Try it first' })}>
        <div className={styles.stack}>
          {lacks.length === 0 ? <p>{sayRule(say, rule, measure)}</p> : null}
          <div className={styles.find}>
            <Choose
              label={say({ zh: '用最近几天的读数', en: 'On the readings of the last' })}
              value={String(days)}
              options={spans.map((n) => [
                String(n),
                say.count(n, { zh: '{n} 天', en: { one: '{n} day', other: '{n} days' } }),
              ])}
              onChange={(value) => setDays(Number(value))}
            />
            <Button type="submit" tone={isTried ? 'plain' : 'primary'} busy={trial.isPending}>
              {say({ zh: '试一试', en: 'Try it' })}
            </Button>
          </div>
          {isPressed && lacks.length > 0 ? (
            <Message
              tone="warning"
              live
              title={say({ zh: '还有没填好的，已标出', en: 'Something is missing: it is marked' })}
            />
          ) : null}
          {trial.error ? <Trouble error={trial.error} /> : null}
          {trial.data ? <TrialResult trial={trial.data.came} unit={unit} isStale={!isTried} /> : null}
        </div>
      </Section>
      <Section title={say({ zh: '保存', en: 'Keep it' })}>
        <div className={styles.stack}>
          <Line
            label={say({ zh: '为什么', en: 'Why' })}
            value={note}
            onChange={setNote}
            hint={say({ zh: '记入变更记录', en: 'Kept with the change' })}
          />
          {keep.error ? <Trouble error={keep.error} /> : null}
          <Buttons>
            <Button tone="primary" busy={keep.isPending} disabled={!isTried} onClick={() => keep.mutate()}>
              {say({ zh: '保存并生效', en: 'Keep it, in force' })}
            </Button>
            <Button tone="quiet" onClick={onCancel}>
              {say({ zh: '取消', en: 'Cancel' })}
            </Button>
          </Buttons>
          {isTried ? null : (
            <p className={styles.quiet}>
              {say({ zh: '试过这个内容之后才能保存。', en: 'It can be kept once this content was tried.' })}
            </p>
          )}
        </div>
      </Section>
    </form>
  )
}

type Part = { readonly draft: RuleDraft; readonly set: (change: Partial<RuleDraft>) => void }

function QuietTimes({ draft: { quiet }, set }: Part): JSX.Element {
  const say = useSay()
  const change = (index: number, to: Partial<RuleDraft['quiet'][number]>): void =>
    set({ quiet: quiet.map((one, i) => (i === index ? { ...one, ...to } : one)) })
  return (
    <fieldset className={styles.group}>
      <legend>{say({ zh: '不告警的时段', en: 'Quiet times' })}</legend>
      {quiet.map(({ from, to }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of the times is their identity
        <div key={index} className={styles.find}>
          <Line
            label={say({ zh: '从', en: 'From' })}
            time
            value={from}
            onChange={(value) => change(index, { from: value })}
          />
          <Line
            label={say({ zh: '到', en: 'To' })}
            time
            value={to}
            onChange={(value) => change(index, { to: value })}
          />
          <Button size="s" tone="quiet" onClick={() => set({ quiet: quiet.filter((_, i) => i !== index) })}>
            {say({ zh: '去掉', en: 'Remove' })}
          </Button>
        </div>
      ))}
      <Button size="s" icon="plus" onClick={() => set({ quiet: [...quiet, { from: '22:00', to: '06:00' }] })}>
        {say({ zh: '加一段', en: 'Add one' })}
      </Button>
    </fieldset>
  )
}

function Becomes({ draft, set, need }: Part & { readonly need: (field: keyof RuleDraft) => boolean }): JSX.Element {
  const say = useSay()
  const { data: pack } = useQuery(packQuery('alarm'))
  const classes = pack?.taxonomies.alarm?.classes ?? []
  return (
    <Section title={say({ zh: '告警成为什么', en: 'What an alarm becomes' })}>
      <div className={styles.grid}>
        <Choose
          label={say({ zh: '事项分类', en: 'Class of the case' })}
          value={draft.class}
          wrong={need('class')}
          options={classes
            .filter(({ code }) => code.includes('/'))
            .map(({ code, title }) => [code, `${code.split('/')[0]} / ${say(title)}`])}
          onChange={(value) => set({ class: value })}
        />
        <Choose
          label={say({ zh: '级别', en: 'Severity' })}
          value={draft.severity}
          options={Object.entries(severityWords).map(([name, { words }]) => [name, say(words)])}
          // The options are the severities.
          onChange={(value) => set({ severity: value as AlarmRule['severity'] })}
        />
        <OfficeLine
          label={say({ zh: '事项交给（不填则为设备的责任单位）', en: 'Who gets it (else who answers for the device)' })}
          value={draft.office}
          onChange={(office) => set({ office })}
        />
        <Line
          label={say({ zh: '事项文字（中文）', en: 'Text of the case (Chinese)' })}
          value={draft.textZh}
          hint={say({
            zh: '花括号里的 title、value、unit 换成设备名、数值、单位',
            en: 'title, value and unit in braces become the device, its value, the unit',
          })}
          onChange={(textZh) => set({ textZh })}
        />
        <Line
          label={say({ zh: '事项文字（英文）', en: 'Text of the case (English)' })}
          value={draft.textEn}
          onChange={(textEn) => set({ textEn })}
        />
      </div>
    </Section>
  )
}
