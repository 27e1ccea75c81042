import { useQuery } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { layerQuery } from '../api/registry.ts'
import { useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'

/** A division that may be chosen. */
export type ChoicePlace = { readonly code: string; readonly name: string }

/** Places that a duty officer may choose: the whole city and districts, or what lies in his own division. */
export function usePlaces(): readonly ChoicePlace[] {
  const say = useSay()
  const path = useSession()?.actor.posts.find(({ role }) => role === 'duty-officer')?.path ?? ''
  const all = useDivisions()
  const own = path
    .split('/')
    .filter((part) => /^\d{6}(\d{3})?$/.test(part))
    .at(-1)
  if (own !== undefined) return all.filter(({ code }) => code.startsWith(own))
  const city = String(all[0]?.code ?? '').slice(0, 2)
  if (city === '') return []
  return [
    { code: `${city}0000`, name: say({ zh: '全市', en: 'The whole city' }) },
    ...all.filter(({ code }) => code.length === 6),
  ]
}

/** Districts and streets by name, in the reader's language. */
function useDivisions(): readonly ChoicePlace[] {
  const say = useSay()
  const districts = useQuery(layerQuery('districts')).data?.features ?? []
  const streets = useQuery(layerQuery('streets')).data?.features ?? []
  return [...districts, ...streets].map(({ properties }) => ({
    code: String(properties.code),
    name: say(properties.title as Words), // the registry's layers carry it
  }))
}

/** Names of divisions, one after the other. */
export function useDivisionNames(): (codes: readonly string[]) => string {
  const say = useSay()
  const all = new Map(useDivisions().map(({ code, name }) => [code, name]))
  return (codes) =>
    codes
      .map((code) => all.get(code) ?? (code.endsWith('0000') ? say({ zh: '全市', en: 'The whole city' }) : code))
      .join(say({ zh: '、', en: ', ' }))
}
