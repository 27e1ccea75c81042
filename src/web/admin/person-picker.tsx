import { useInfiniteQuery } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { peopleQuery } from '../api/admin.ts'
import { Combobox, useSay } from '../kit/index.ts'
import styles from './admin.module.css'

/** A person, found by the beginning of the name or login. */
export function PersonPicker({
  words,
  kind,
  value,
  onChange,
}: {
  readonly words: string
  readonly kind?: string
  readonly value: string | undefined
  readonly onChange: (id: string | undefined) => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [text, setText] = useState('')
  const people = useInfiniteQuery(peopleQuery(text.trim(), kind))
  const options = (people.data?.pages[0]?.items ?? [])
    .filter((person) => person.status === 'active')
    .map((person) => ({
      value: person.id,
      title: person.name,
      detail: person.posts[0] ? say(person.posts[0].title) : (person.login ?? ''),
    }))
  return (
    <div className={styles.picker}>
      <label htmlFor={id}>{words}</label>
      <Combobox id={id} value={value} options={options} onChange={onChange} onType={setText} />
    </div>
  )
}
