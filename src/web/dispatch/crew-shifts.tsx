import type { JSX } from 'react'
import type { Shift } from '../../kernel/dispatch/index.ts'
import { Button, useSay } from '../kit/index.ts'
import styles from './dispatch.module.css'
import { clockOf, weekdayWords } from './words.ts'

const days = [1, 2, 3, 4, 5, 6, 7]
const wholeDay = 24 * 60

const minuteOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** When a crew works: days of the week and times; an end at or before the beginning is on the next day. */
export function CrewShifts({
  shifts,
  onChange,
}: {
  readonly shifts: readonly Shift[]
  readonly onChange: (shifts: readonly Shift[]) => void
}): JSX.Element {
  const say = useSay()
  const put = (index: number, shift: Shift) => onChange(shifts.with(index, shift))
  const timed = (shift: Shift, from: number, until: number): Shift => ({
    ...{ ...shift, from },
    until: until % wholeDay <= from ? (until % wholeDay) + wholeDay : until % wholeDay,
  })
  return (
    <>
      {shifts.map((shift, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shifts have no name but their place
        <fieldset key={index} className={styles.group}>
          <legend>{say({ zh: '班次 {n}', en: 'Shift {n}' }, { n: index + 1 })}</legend>
          <div className={styles.days}>
            {days.map((day) => (
              <label key={day}>
                <input
                  type="checkbox"
                  checked={shift.weekdays.includes(day)}
                  onChange={({ target }) =>
                    put(index, {
                      ...shift,
                      weekdays: days.filter((one) => (one === day ? target.checked : shift.weekdays.includes(one))),
                    })
                  }
                />
                {say(weekdayWords[day] ?? { zh: '', en: '' })}
              </label>
            ))}
          </div>
          <div className={styles.days}>
            <label>
              {say({ zh: '从', en: 'From' })}
              <input
                type="time"
                required
                value={clockOf(shift.from)}
                onChange={({ target }) => put(index, timed(shift, minuteOf(target.value), shift.until))}
              />
            </label>
            <label>
              {say({ zh: '到', en: 'Until' })}
              <input
                type="time"
                required
                value={clockOf(shift.until)}
                onChange={({ target }) => put(index, timed(shift, shift.from, minuteOf(target.value)))}
              />
            </label>
            {shift.until > wholeDay ? <span>{say({ zh: '（次日）', en: '(next day)' })}</span> : null}
            {shifts.length > 1 ? (
              <Button
                size="s"
                tone="quiet"
                icon="cross"
                aria-label={say({ zh: '去掉班次 {n}', en: 'Drop shift {n}' }, { n: index + 1 })}
                onClick={() => onChange(shifts.toSpliced(index, 1))}
              >
                {say({ zh: '去掉', en: 'Drop' })}
              </Button>
            ) : null}
          </div>
        </fieldset>
      ))}
      <Button
        size="s"
        icon="plus"
        disabled={shifts.length >= 14}
        onClick={() => onChange([...shifts, { weekdays: days, from: 8 * 60, until: 18 * 60 }])}
      >
        {say({ zh: '加一个班次', en: 'Add a shift' })}
      </Button>
    </>
  )
}
