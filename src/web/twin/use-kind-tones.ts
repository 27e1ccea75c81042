import { useState } from 'react'
import type { InSight, KindTone } from '../kit/map/index.ts'
import type { ShownHeld } from './use-held.ts'

/** Tones of kinds by the id of their layer. */
export type KindTones = Readonly<Record<string, readonly KindTone[]>>

/** Colours of lines in charts, which serve here as well: told apart by people who see colours otherwise, on light and dark. */
const tones = 5

/** Kinds of CityJSON that a reader expects in a colour of their own: water is not a house. */
const usual: Readonly<Record<string, number>> = {
  PlantCover: 0,
  Building: 1,
  WaterBody: 2,
  Bridge: 3,
  Road: 4,
  LandUse: 4,
}

/**
 * A colour for each kind of thing that lies in a layer whose colour says nothing else, other layers counted on: metro, elevated
 * roads and addresses on one map are told apart. A kind keeps its colour while its layer is on.
 */
export function useKindTones(shown: readonly ShownHeld[]): {
  readonly tones: KindTones
  readonly hear: (kinds: InSight['kinds']) => void
} {
  const [known, setKnown] = useState<InSight['kinds']>({})
  const hear = (kinds: InSight['kinds']): void =>
    setKnown((before) => {
      const fresh = Object.entries(kinds).filter(([layer, own]) => own.some((one) => !before[layer]?.includes(one)))
      if (fresh.length === 0) return before
      return {
        ...before,
        ...Object.fromEntries(fresh.map(([layer, own]) => [layer, [...new Set([...(before[layer] ?? []), ...own])]])),
      }
    })
  let next = 0
  const given = shown.flatMap(({ layer, about, look }) => {
    if (!about.tiles || about.tiles.scale || look === 'heat') return []
    return [[layer, (known[layer] ?? []).map((kind) => ({ kind, tone: usual[kind] ?? next++ % tones }))] as const]
  })
  return { tones: Object.fromEntries(given), hear }
}
