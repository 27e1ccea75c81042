import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { officesQuery } from '../../../api/offices.ts'
import { Combobox } from '../../combobox.tsx'
import { useSay } from '../../use-say.ts'
import type { Control } from '../control.ts'

/** An office, found by its name or by the names of those above it. */
export const officeControl: Control = {
  view: function OfficePicker({ id, value, onChange, describedBy, invalid }) {
    const say = useSay()
    const { data } = useQuery(officesQuery)
    const options = useMemo(() => {
      const titles = new Map((data?.items ?? []).map((office) => [office.id, say(office.title)]))
      return (data?.items ?? []).map((office) => ({
        value: office.id,
        title: say(office.title),
        detail: office.path
          .split('/')
          .filter((part) => part !== '' && part !== office.id)
          .slice(1)
          .map((part) => titles.get(part) ?? part)
          .join(' / '),
      }))
    }, [data, say])
    return (
      <Combobox
        id={id}
        value={typeof value === 'string' ? value : undefined}
        options={options}
        onChange={onChange}
        describedBy={describedBy}
        invalid={invalid}
      />
    )
  },
}
