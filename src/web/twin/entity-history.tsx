import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { evolutionQuery, evolutionsOf } from '../api/twin.ts'
import { Chart } from '../kit/chart/index.ts'
import { Loading, sayInstant, Trouble, useSay } from '../kit/index.ts'
import styles from './map-desk.module.css'

/** How the numbers of an entity went over a stretch of time; one at a time. */
export function EntityHistory({
  id,
  from,
  to,
}: {
  readonly id: string
  readonly from: string
  readonly to: string
}): JSX.Element | null {
  const say = useSay()
  const [chosen, setChosen] = useState<string>()
  const found = useQuery(evolutionQuery(id, from, to))
  if (found.error) return <Trouble error={found.error} again={() => void found.refetch()} />
  if (!found.data) return <Loading lines={3} />
  const numbers = evolutionsOf(found.data).flatMap(([name, { values }]) => {
    const points = values.flatMap(([value, at]) => (typeof value === 'number' ? [{ at, value }] : []))
    return points.length > 0 ? [{ name, points }] : []
  })
  const shown = numbers.find(({ name }) => name === chosen) ?? numbers[0]
  if (!shown) return <p>{say({ zh: '这段时间没有读数。', en: 'No readings in this time.' })}</p>
  return (
    <div className={styles.history}>
      {numbers.length > 1 ? (
        <label>
          {say({ zh: '看哪一项', en: 'Which measure' })}
          <select value={shown.name} onChange={(event) => setChosen(event.target.value)}>
            {numbers.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      ) : null}
      <Chart
        question={say({ zh: '{name}怎么变化？', en: 'How did it change: {name}?' }, { name: shown.name })}
        source={say({ zh: '城市孪生的历史', en: 'History of the city’s twin' })}
        file={`${id}-${shown.name}`}
        height={180}
        spec={{
          kind: 'line',
          x: say({ zh: '时间', en: 'Time' }),
          unit: '',
          series: [
            {
              name: shown.name,
              tone: 1,
              points: shown.points.map(({ at, value }) => ({ x: sayInstant(say, at), y: value })),
            },
          ],
        }}
      />
    </div>
  )
}
