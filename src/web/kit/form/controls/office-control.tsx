import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { officeNamesQuery, officesQuery } from '../../../api/offices.ts'
import { Combobox } from '../../combobox.tsx'
import { useSay } from '../../use-say.ts'
import type { Control } from '../control.ts'

/** An office, found by a part of its name; where it stands in the tree is shown beside it. */
export const officeControl: Control = {
  view: function OfficePicker({ id, value, onChange, describedBy, invalid }) {
    const say = useSay()
    const [text, setText] = useState('')
    const { data: names } = useQuery(officeNamesQuery)
    const { data: found } = useQuery(officesQuery({ text, limit: 40 }))
    const chosen = typeof value === 'string' ? value : undefined
    const known = chosen === undefined ? undefined : names?.get(chosen)
    const listed = found?.items ?? []
    const offices = known && !listed.some((office) => office.id === known.id) ? [...listed, known] : listed
    const options = offices.map((office) => ({
      value: office.id,
      title: say(office.title),
      detail: office.path
        .split('/')
        .slice(2, -1)
        .map((part) => {
          const above = names?.get(part)
          return above ? say(above.title) : part
        })
        .join(' / '),
    }))
    return (
      <Combobox
        id={id}
        value={chosen}
        options={options}
        onChange={onChange}
        onType={setText}
        describedBy={describedBy}
        invalid={invalid}
      />
    )
  },
}
