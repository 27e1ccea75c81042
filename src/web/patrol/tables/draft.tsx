import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type FilingRule, tableChanges, tableFaults } from '../../../kernel/patrol/index.ts'
import { enterTable, versionQuery } from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import { Button, Buttons, Faults, Message, Section, sayWhen, Trouble, useSay } from '../../kit/index.ts'
import styles from '../patrol.module.css'
import { cityInstant } from '../words.ts'
import { Changes } from './compare.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { changeWords } from './rule-words.ts'
import { Rules } from './rules.tsx'

/** A version being prepared; kept on the device until it is entered or given up. */
export type DraftTable = {
  /** The version that it began from. */
  readonly base: string
  readonly rows: readonly FilingRule[]
  readonly note: string
  /** The city's clock, `2026-12-01T00:00`; empty: at once. */
  readonly from: string
}

const empty: FilingRule = {
  kind: '',
  title: { zh: '', en: '' },
  filing: { zh: '', en: '' },
  closing: { zh: '', en: '' },
  limit: { unit: 'workingDay', amount: 1 },
  units: [{ to: { duty: 'street' } }],
  origin: 'city',
}

/** A version being prepared: each class may be changed, added or taken out; what differs is shown before it is entered. */
export function Draft({
  draft,
  restoredAt,
  onChange,
  onEnd,
}: {
  readonly draft: DraftTable
  readonly restoredAt: number | undefined
  readonly onChange: (draft: DraftTable) => void
  readonly onEnd: () => void
}): JSX.Element {
  const say = useSay()
  const { rows, base } = draft
  const old = useQuery({ ...versionQuery(base), enabled: base !== '' }).data
  const [edited, setEdited] = useState<FilingRule>()
  const changes = old ? tableChanges(old, rows) : []
  const faults = tableFaults(rows)
  const changed = new Map(changes.map(({ kind, is }) => [kind, say(changeWords[is])]))
  return (
    <Section
      title={say({ zh: '新的一版（{n} 类）', en: 'A new version of {n} classes' }, { n: rows.length })}
      actions={
        <Button size="s" icon="plus" onClick={() => setEdited(empty)}>
          {say({ zh: '加一个小类', en: 'Add a class' })}
        </Button>
      }
    >
      <div className={styles.stack}>
        <Message title={say({ zh: '还没有生效', en: 'Not in force yet' })}>
          {restoredAt === undefined
            ? say({
                zh: '改动存在本机，关掉页面也不会丢。改好后写明生效时间，再录入。',
                en: 'Changes are kept on this device, also when the page is closed. Say from when, then enter it.',
              })
            : say(
                { zh: '接着 {when} 没有录入的改动。', en: 'This goes on from what was left here {when}.' },
                { when: sayWhen(say, restoredAt) },
              )}
        </Message>
        <Enter draft={draft} isSound={faults.length === 0} onChange={onChange} onEnd={onEnd} />
        <Faults faults={faults} />
        {old ? <Changes changes={changes} /> : null}
        <Rules
          rows={rows}
          caption={say({ zh: '新版的小类', en: 'Classes of the new version' })}
          changed={changed}
          onEdit={setEdited}
        />
        {edited ? (
          <RuleDialog
            key={edited.kind}
            rule={edited}
            others={rows.filter((one) => one !== edited).map(({ kind }) => kind)}
            unders={[...new Set([...(old ?? []), ...rows].flatMap(({ under }) => under ?? []))].sort()}
            onClose={() => setEdited(undefined)}
            onKeep={(next) => {
              const rest = rows.filter((one) => one !== edited)
              onChange({
                ...draft,
                rows: (next ? [...rest, next] : rest).toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
              })
              setEdited(undefined)
            }}
          />
        ) : null}
      </div>
    </Section>
  )
}

/** From when it holds and why; entering it. */
function Enter({
  draft,
  isSound,
  onChange,
  onEnd,
}: {
  readonly draft: DraftTable
  readonly isSound: boolean
  readonly onChange: (draft: DraftTable) => void
  readonly onEnd: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const { rows, note, from } = draft
  const [isTried, setTried] = useState(false)
  const enter = useMutation({
    mutationFn: () => enterTable({ note, rows, ...(from !== '' && { from: cityInstant(from) }) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onEnd()
    },
  })
  const isPast = from !== '' && Date.parse(cityInstant(from)) < Date.now()
  const lacksNote = note.trim().length < 2
  return (
    <form
      className={styles.fields}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (isSound && !isPast && !lacksNote) enter.mutate()
      }}
    >
      <Labelled
        title={say({ zh: '生效时间', en: 'In force from' })}
        hint={say({ zh: '不填即刻生效', en: 'Empty: at once' })}
        fault={isPast ? say({ zh: '不能早于现在', en: 'It cannot lie in the past' }) : undefined}
      >
        {(labels) => (
          <input
            {...labels}
            type="datetime-local"
            value={from}
            onChange={(event) => onChange({ ...draft, from: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled
        title={say({ zh: '依据和说明', en: 'Ground and note' })}
        fault={
          isTried && lacksNote
            ? say({ zh: '写明依据，至少两个字', en: 'Say on what ground, two letters at least' })
            : undefined
        }
      >
        {(labels) => (
          <input
            {...labels}
            maxLength={500}
            value={note}
            onChange={(event) => onChange({ ...draft, note: event.target.value })}
          />
        )}
      </Labelled>
      <Buttons>
        <Button type="submit" tone="primary" busy={enter.isPending}>
          {say({ zh: '录入', en: 'Enter it' })}
        </Button>
        <Button tone="quiet" onClick={onEnd}>
          {say({ zh: '放弃', en: 'Give it up' })}
        </Button>
      </Buttons>
      {isTried && !isSound ? (
        <p role="alert" className={styles.whole}>
          {say({ zh: '先改正下面所列的小类。', en: 'Mend the classes that are named below first.' })}
        </p>
      ) : null}
      {enter.error ? (
        <div className={styles.whole}>
          <Trouble error={enter.error} />
        </div>
      ) : null}
    </form>
  )
}
