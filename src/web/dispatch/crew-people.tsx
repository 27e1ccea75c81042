import { useQuery } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { colleaguesQuery } from '../api/offices.ts'
import { Button, Combobox, useSay } from '../kit/index.ts'
import styles from './dispatch.module.css'

type Member = { readonly person: string; readonly name: string }

/** Who belongs to a crew, and who leads it: people are found by name, the first leads until another is chosen. */
export function CrewPeople({
  within,
  members,
  lead,
  onChange,
}: {
  /** Path of the part of the tree whose people may be chosen. */
  readonly within: string
  readonly members: readonly Member[]
  readonly lead: string
  readonly onChange: (members: readonly Member[], lead: string) => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [text, setText] = useState('')
  const found = useQuery(colleaguesQuery(text.trim(), within)).data?.items ?? []
  const options = found
    .filter((one) => !members.some(({ person }) => person === one.id))
    .map((one) => ({ value: one.id, title: one.name, detail: one.posts.map(({ title }) => say(title))[0] ?? '' }))
  const add = (person: string | undefined) => {
    const one = found.find((other) => other.id === person)
    if (one) onChange([...members, { person: one.id, name: one.name }], lead || one.id)
  }
  const without = (person: string) => {
    const rest = members.filter((one) => one.person !== person)
    onChange(rest, lead === person ? (rest[0]?.person ?? '') : lead)
  }
  return (
    <fieldset className={styles.group}>
      <legend>{say({ zh: '人员', en: 'People' })}</legend>
      <ul className={styles.people}>
        {members.map(({ person, name }) => (
          <li key={person}>
            <label>
              <input
                type="radio"
                name={`${id}-lead`}
                checked={lead === person}
                onChange={() => onChange(members, person)}
              />
              {lead === person ? say({ zh: '{name}（班长）', en: '{name} (leads)' }, { name }) : name}
            </label>
            <Button
              size="s"
              tone="quiet"
              icon="cross"
              aria-label={say({ zh: '移出：{name}', en: 'Take out: {name}' }, { name })}
              onClick={() => without(person)}
            >
              {say({ zh: '移出', en: 'Take out' })}
            </Button>
          </li>
        ))}
      </ul>
      <label htmlFor={id}>{say({ zh: '加入人员', en: 'Add somebody' })}</label>
      <Combobox id={id} value={undefined} options={options} onChange={add} onType={setText} />
    </fieldset>
  )
}
