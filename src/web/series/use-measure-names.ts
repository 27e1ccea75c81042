import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Words } from '../../kernel/words.ts'
import { profilesQuery } from '../api/things.ts'

/** What attributes of devices are called, by their names in the twin. */
export function useMeasureNames(): ReadonlyMap<string, Words> {
  const { data: profiles } = useQuery(profilesQuery)
  return useMemo(
    () =>
      new Map(
        (profiles ?? []).flatMap(({ measures }) =>
          Object.entries(measures).map(([name, { attribute, title }]) => [attribute ?? name, title] as const),
        ),
      ),
    [profiles],
  )
}
