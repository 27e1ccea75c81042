import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { packQuery } from '../../../api/packs.ts'
import { Combobox } from '../../combobox.tsx'
import { useSay } from '../../use-say.ts'
import type { Control } from '../control.ts'

/** A class of a taxonomy of the pack, found by any part of its path. */
export const classControl: Control = {
  view: function ClassPicker({ id, field, value, onChange, describedBy, invalid, pack }) {
    const say = useSay()
    const { data } = useQuery(packQuery(pack ?? ''))
    const classes = data?.taxonomies[field.taxonomy ?? '']?.classes
    const options = useMemo(() => {
      const titles = new Map((classes ?? []).map((one) => [one.code, say(one.title)]))
      const above = (code: string): string => {
        const parts = code.split('/')
        return parts
          .slice(0, -1)
          .map((_, index) => titles.get(parts.slice(0, index + 1).join('/')) ?? parts[index])
          .join(' / ')
      }
      return (classes ?? []).map((one) => ({
        value: one.code,
        title: say(one.title),
        detail: above(one.code),
        also: one.words?.join(' ') ?? '',
      }))
    }, [classes, say])
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
