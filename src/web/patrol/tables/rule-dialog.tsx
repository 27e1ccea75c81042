import { type JSX, useId, useState } from 'react'
import { type FilingRule, mostLimit, tableFaults } from '../../../kernel/patrol/index.ts'
import { Labelled } from '../../kit/form/index.ts'
import { Button, Buttons, Dialog, type Say, useSay } from '../../kit/index.ts'
import styles from '../patrol.module.css'
import { partWords } from './rule-words.ts'
import { UnitsPart } from './units-part.tsx'

/** What is wrong with one class, by field; said beside the field. */
const faultsOf = (say: Say, rule: FilingRule, others: readonly string[]): ReadonlyMap<string, string> =>
  new Map([
    ...tableFaults([rule]).map(({ field = '', says }) => [field, say(says)] as const),
    ...(others.includes(rule.kind)
      ? [['kind', say({ zh: '这个代码已有小类', en: 'A class has this code already' })] as const]
      : []),
  ])

/** What is only written in Chinese is shown so in English, too. */
const filled = (words: FilingRule['title']) => ({ zh: words.zh.trim(), en: words.en.trim() || words.zh.trim() })

/** One class of a version being prepared: its words, limit and units; faults stand beside their fields once it was tried. */
export function RuleDialog({
  rule,
  others,
  unders,
  onKeep,
  onClose,
}: {
  /** A class without a code is a new one. */
  readonly rule: FilingRule
  /** Codes of the other classes. */
  readonly others: readonly string[]
  /** Classes of the city that the table files under. */
  readonly unders: readonly string[]
  readonly onKeep: (rule: FilingRule | undefined) => void
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const list = useId()
  const isNew = rule.kind === ''
  const [now, setNow] = useState(rule)
  const [isTried, setTried] = useState(false)
  const set = (change: Partial<FilingRule>): void => setNow({ ...now, ...change, origin: 'city' })
  const whole: FilingRule = {
    ...now,
    title: filled(now.title),
    filing: filled(now.filing),
    closing: filled(now.closing),
  }
  const faults = isTried ? faultsOf(say, whole, others) : new Map<string, string>()
  const keep = (): void => {
    setTried(true)
    if (faultsOf(say, whole, others).size === 0) onKeep(whole)
  }
  return (
    <Dialog
      open
      wide
      title={isNew ? say({ zh: '新的小类', en: 'A new class' }) : `${say(rule.title)} ${rule.kind}`}
      onClose={onClose}
      footer={
        <Buttons>
          <Button tone="primary" onClick={keep}>
            {say({ zh: '用于新版', en: 'Use it' })}
          </Button>
          {isNew ? null : (
            <Button tone="danger" onClick={() => onKeep(undefined)}>
              {say({ zh: '删去这一类', en: 'Take this class out' })}
            </Button>
          )}
        </Buttons>
      }
    >
      <div className={styles.pairs}>
        {isNew ? (
          <div className={styles.whole}>
            <Labelled
              title={say({ zh: '代码', en: 'Code' })}
              hint={say({
                zh: 'component:（部件）或 event:（事件）加四位数字',
                en: 'component: or event: and four digits',
              })}
              fault={faults.get('kind')}
            >
              {(labels) => (
                <input {...labels} value={now.kind} onChange={(event) => set({ kind: event.target.value.trim() })} />
              )}
            </Labelled>
          </div>
        ) : null}
        {(['title', 'filing', 'closing'] as const).map((name) => (
          <TwoLanguages
            key={name}
            name={name}
            words={now[name]}
            fault={faults.get(name)}
            onChange={(next) => set({ [name]: next })}
          />
        ))}
        <Labelled title={say(partWords.limit)} fault={faults.get('limit')}>
          {(labels) => (
            <input
              {...labels}
              type="number"
              min={1}
              max={now.limit.unit === 'workingHour' ? mostLimit.workingHour : mostLimit.workingDay}
              value={Number.isNaN(now.limit.amount) ? '' : now.limit.amount}
              onChange={({ target }) => set({ limit: { ...now.limit, amount: target.valueAsNumber } })}
            />
          )}
        </Labelled>
        <Labelled title={say({ zh: '时限单位', en: 'Unit of the limit' })} look="select">
          {(labels) => (
            <select
              {...labels}
              value={now.limit.unit}
              onChange={(event) =>
                // The options are the two units.
                set({ limit: { ...now.limit, unit: event.target.value as 'workingHour' | 'workingDay' } })
              }
            >
              <option value="workingHour">{say({ zh: '工作小时', en: 'working hours' })}</option>
              <option value="workingDay">{say({ zh: '工作日', en: 'working days' })}</option>
            </select>
          )}
        </Labelled>
        <Labelled title={say(partWords.under)} optional>
          {(labels) => (
            <>
              <input
                {...labels}
                list={list}
                value={now.under ?? ''}
                onChange={({ target: { value } }) => {
                  const { under: _, ...rest } = now
                  setNow({ ...rest, ...(value !== '' && { under: value }), origin: 'city' })
                }}
              />
              <datalist id={list}>
                {unders.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            </>
          )}
        </Labelled>
        <UnitsPart units={now.units} fault={faults.get('units')} onChange={(units) => set({ units })} />
      </div>
    </Dialog>
  )
}

/** The same in Chinese and, where somebody writes it, in English. */
function TwoLanguages({
  name,
  words,
  fault,
  onChange,
}: {
  readonly name: 'title' | 'filing' | 'closing'
  readonly words: FilingRule['title']
  readonly fault: string | undefined
  readonly onChange: (words: FilingRule['title']) => void
}): JSX.Element {
  const say = useSay()
  const title = say(partWords[name])
  return (
    <>
      <Labelled title={say({ zh: '{title}（中文）', en: '{title} (Chinese)' }, { title })} fault={fault} look="area">
        {(labels) => (
          <textarea
            {...labels}
            rows={2}
            value={words.zh}
            onChange={(event) => onChange({ ...words, zh: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled title={say({ zh: '{title}（英文）', en: '{title} (English)' }, { title })} optional look="area">
        {(labels) => (
          <textarea
            {...labels}
            rows={2}
            value={words.en}
            onChange={(event) => onChange({ ...words, en: event.target.value })}
          />
        )}
      </Labelled>
    </>
  )
}
