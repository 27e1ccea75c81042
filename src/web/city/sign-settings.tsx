import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import type { SignBounds } from '../../kernel/signs/index.ts'
import { type SignWhole, setSign } from '../api/signs.ts'
import { Button, Dialog, Section, sayInstant, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './signs.module.css'
import { sayBounds, sayBoundsWhen, standingLook } from './standing.tsx'

const levels = ['notice', 'warning', 'serious', 'critical'] as const

/** The bounds of a sign by season, hour and place, their versions, and a way to set them. */
export function SignSettings({ sign, maySet }: { readonly sign: SignWhole; readonly maySet: boolean }): JSX.Element {
  const say = useSay()
  const [isSetting, setSetting] = useState(false)
  const { settings } = sign
  return (
    <Section
      title={say({ zh: '阈值', en: 'Bounds' })}
      actions={
        maySet ? (
          <Button size="s" icon="pencil" onClick={() => setSetting(true)}>
            {say({ zh: '调整', en: 'Set' })}
          </Button>
        ) : null
      }
    >
      {settings.bounds.length === 0 ? <p>{say({ zh: '只展示，不预警', en: 'Shown, never warned of' })}</p> : null}
      <ul className={styles.bounds}>
        {settings.bounds.map((bounds) => (
          <li key={`${sayBoundsWhen(say, bounds)} ${bounds.side}`}>
            <strong>{sayBoundsWhen(say, bounds)}</strong> {sayBounds(say, bounds)} {say(sign.unit)}
          </li>
        ))}
      </ul>
      <p className={styles.quiet}>
        {sign.basis.name
          ? say(
              sign.basis.isChecked
                ? { zh: '依据：{name}', en: 'Basis: {name}' }
                : {
                    zh: '参照：{name}（未与标准原文核对，由城市自行确定）',
                    en: 'After: {name} (not compared with its text; each city sets its own)',
                  },
              { name: say(sign.basis.name) },
            )
          : say({ zh: '起始值，由城市自行确定', en: 'A starting point: each city sets its own' })}
        {say({ zh: '；', en: '; ' })}
        {say(
          {
            zh: '回差 {ease}，连续 {rises} 次升级、{falls} 次降级',
            en: 'eases by {ease}; taken after {rises}, left after {falls} in a row',
          },
          { ease: settings.ease, rises: settings.rises, falls: settings.falls },
        )}
      </p>
      {sign.versions.length > 0 ? (
        <Table
          caption={say({ zh: '历次调整', en: 'Versions' })}
          columns={[
            { key: 'version', title: say({ zh: '版本', en: 'Version' }), head: true, cell: (row) => row.version },
            { key: 'from', title: say({ zh: '生效', en: 'From' }), cell: (row) => sayInstant(say, row.from) },
            {
              key: 'bounds',
              title: say({ zh: '阈值', en: 'Bounds' }),
              cell: (row) => row.settings.bounds.map((one) => sayBounds(say, one)).join(' / '),
            },
            { key: 'why', title: say({ zh: '原因', en: 'Why' }), cell: (row) => row.why },
            { key: 'by', title: say({ zh: '谁', en: 'By' }), cell: (row) => row.byName },
          ]}
          rows={sign.versions}
          keyOf={(row) => String(row.version)}
        />
      ) : null}
      {isSetting ? <SettingDialog sign={sign} onClose={() => setSetting(false)} /> : null}
    </Section>
  )
}

type Draft = Readonly<Record<(typeof levels)[number], string>>

const draftOf = (bounds: SignBounds): Draft => ({
  ...{ notice: String(bounds.notice ?? ''), warning: String(bounds.warning ?? '') },
  ...{ serious: String(bounds.serious ?? ''), critical: String(bounds.critical ?? '') },
})

const boundsFrom = ({ side, when }: SignBounds, draft: Draft): SignBounds => ({
  side,
  ...(when && { when }),
  ...Object.fromEntries(levels.flatMap((level) => (draft[level].trim() === '' ? [] : [[level, Number(draft[level])]]))),
})

function SettingDialog({ sign, onClose }: { readonly sign: SignWhole; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const first: readonly SignBounds[] = sign.settings.bounds.length > 0 ? sign.settings.bounds : [{ side: 'high' }]
  const [drafts, setDrafts] = useState(() => first.map(draftOf))
  const [ease, setEase] = useState(String(sign.settings.ease))
  const [why, setWhy] = useState('')
  const keep = useMutation({
    mutationFn: () => {
      const bounds = first.map((one, i) => boundsFrom(one, drafts[i] ?? draftOf(one)))
      return setSign(sign.code, { settings: { ...sign.settings, ease: Number(ease), bounds }, why })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['measure', 'signs'] })
      onClose()
    },
  })
  return (
    <Dialog
      open
      wide
      title={say({ zh: '调整阈值：{title}', en: 'Set bounds: {title}' }, { title: say(sign.title) })}
      onClose={onClose}
      footer={
        <Button tone="primary" busy={keep.isPending} disabled={why.trim().length < 2} onClick={() => keep.mutate()}>
          {say({ zh: '保存为新版本', en: 'Keep as a new version' })}
        </Button>
      }
    >
      {first.map((bounds, row) => (
        <fieldset key={`${sayBoundsWhen(say, bounds)} ${bounds.side}`} className={styles.setting}>
          <legend>
            {sayBoundsWhen(say, bounds)} ·{' '}
            {bounds.side === 'high' ? say({ zh: '高于', en: 'at or above' }) : say({ zh: '低于', en: 'at or below' })}
          </legend>
          {levels.map((level) => (
            <label key={level}>
              {say(standingLook[level].words)}
              <input
                type="number"
                step="any"
                value={drafts[row]?.[level] ?? ''}
                onChange={(event) =>
                  setDrafts((now) => now.map((one, i) => (i === row ? { ...one, [level]: event.target.value } : one)))
                }
              />
            </label>
          ))}
        </fieldset>
      ))}
      <label className={styles.label} htmlFor={`${id}-ease`}>
        {say({ zh: '回差（{unit}）', en: 'Ease ({unit})' }, { unit: say(sign.unit) || '1' })}
      </label>
      <input
        id={`${id}-ease`}
        type="number"
        step="any"
        min={0}
        value={ease}
        onChange={(event) => setEase(event.target.value)}
      />
      <label className={styles.label} htmlFor={`${id}-why`}>
        {say({ zh: '原因（写入记录）', en: 'Why (kept with the version)' })}
      </label>
      <textarea
        id={`${id}-why`}
        rows={2}
        maxLength={1000}
        value={why}
        onChange={(event) => setWhy(event.target.value)}
        className={styles.text}
      />
      {keep.error ? <Trouble error={keep.error} /> : null}
    </Dialog>
  )
}
