import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { ownershipWords, type UnitRule } from '../../../kernel/patrol/index.ts'
import { officeField } from '../../../kernel/record/index.ts'
import { dutiesQuery } from '../../api/patrol.ts'
import { FieldView, Labelled } from '../../kit/form/index.ts'
import { Button, Message, useSay } from '../../kit/index.ts'
import styles from '../patrol.module.css'

/** What stands for "an office by its name" among the duties. */
const byOffice = ''

/** Who answers: for an owner, in a division, by a duty of the city or an office by its name. */
export function UnitsPart({
  units,
  fault,
  onChange,
}: {
  readonly units: readonly UnitRule[]
  readonly fault: string | undefined
  readonly onChange: (units: readonly UnitRule[]) => void
}): JSX.Element {
  const say = useSay()
  return (
    <fieldset className={styles.units}>
      <legend>{say({ zh: '责任单位', en: 'Who answers' })}</legend>
      <p className={styles.quiet}>
        {say({
          zh: '权属相符的先于不论权属的，区划小的先于大的，其余按先后。',
          en: 'A line for the owner goes before one for any, the narrower division before the wider; of equals the first.',
        })}
      </p>
      {fault ? <Message tone="warning" live title={fault} /> : null}
      {units.map((unit, index) => (
        <UnitLine
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
          key={index}
          n={index + 1}
          unit={unit}
          isOnly={units.length === 1}
          onChange={(next) => onChange(units.flatMap((one, at) => (at === index ? (next ? [next] : []) : [one])))}
        />
      ))}
      <Button size="s" icon="plus" onClick={() => onChange([...units, { to: { duty: 'street' } }])}>
        {say({ zh: '加一行', en: 'Add a line' })}
      </Button>
    </fieldset>
  )
}

function UnitLine({
  n,
  unit,
  isOnly,
  onChange,
}: {
  readonly n: number
  readonly unit: UnitRule
  readonly isOnly: boolean
  readonly onChange: (unit: UnitRule | undefined) => void
}): JSX.Element {
  const say = useSay()
  const duties = useQuery(dutiesQuery).data ?? {}
  const { ownership, division, to } = unit
  const rest = { ...(ownership && { ownership }), ...(division && { division }) }
  const isOddDivision = division !== undefined && !/^\d{6}(\d{3}(\d{3})?)?$/.test(division)
  const label = (zh: string, en: string) => say({ zh: `第 {n} 行：${zh}`, en: `Line {n}: ${en}` }, { n })
  return (
    <div className={styles.fields}>
      <Labelled title={label('职责', 'duty')} look="select">
        {(labels) => (
          <select
            {...labels}
            value={'duty' in to ? to.duty : byOffice}
            onChange={({ target: { value } }) =>
              onChange({ ...rest, to: value === byOffice ? { office: '' } : { duty: value } })
            }
          >
            {Object.entries(duties).map(([duty, title]) => (
              <option key={duty} value={duty}>
                {say(title)}
              </option>
            ))}
            <option value={byOffice}>{say({ zh: '指定机构…', en: 'An office by name…' })}</option>
          </select>
        )}
      </Labelled>
      {'office' in to ? (
        <FieldView
          name={`office-${n}`}
          field={officeField({ zh: `第 ${n} 行：机构`, en: `Line ${n}: office` })}
          value={to.office === '' ? undefined : to.office}
          onChange={(value) => onChange({ ...rest, to: { office: typeof value === 'string' ? value : '' } })}
          {...(to.office === '' && { fault: { field: 'office', says: { zh: '请选择机构', en: 'Choose an office' } } })}
        />
      ) : null}
      <Labelled title={label('权属', 'owner')} look="select">
        {(labels) => (
          <select
            {...labels}
            value={ownership ?? ''}
            onChange={({ target: { value } }) =>
              onChange({ to, ...(division && { division }), ...(value && { ownership: value }) })
            }
          >
            <option value="">{say({ zh: '不论', en: 'Any' })}</option>
            {Object.entries(ownershipWords).map(([name, words]) => (
              <option key={name} value={name}>
                {say(words)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled
        title={label('区划代码', 'division')}
        optional
        fault={isOddDivision ? say({ zh: '须为 6、9 或 12 位数字', en: '6, 9 or 12 digits' }) : undefined}
      >
        {(labels) => (
          <input
            {...labels}
            value={division ?? ''}
            inputMode="numeric"
            onChange={({ target: { value } }) =>
              onChange({ to, ...(ownership && { ownership }), ...(value && { division: value }) })
            }
          />
        )}
      </Labelled>
      <Button size="s" tone="quiet" icon="cross" disabled={isOnly} onClick={() => onChange(undefined)}>
        {say({ zh: '去掉第 {n} 行', en: 'Take line {n} away' }, { n })}
      </Button>
    </div>
  )
}
