import type { GeoJSONSource, Map as LibreMap } from 'maplibre-gl'
import type { LiveThing } from './tile-feed.ts'

/** How long a thing glides to where it was heard of. */
const glide = 900

type Place = readonly [lng: number, lat: number]
type Gliding = {
  readonly from: Place
  readonly to: Place
  readonly since: number
  readonly properties: Record<string, unknown>
}

/** Lays what is heard over tiles: values as states of their features, things that moved as points of their own. */
export class GlidingThings {
  readonly #map: LibreMap
  readonly #of: { readonly source: string; readonly sourceLayer: string; readonly moved: string }
  readonly #moving = new Map<number, Gliding>()
  readonly #isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  #frame: number | undefined

  constructor(map: LibreMap, of: { readonly source: string; readonly sourceLayer: string; readonly moved: string }) {
    this.#map = map
    this.#of = of
  }

  hear(things: readonly LiveThing[]): void {
    const { source, sourceLayer } = this.#of
    let hasMoved = false
    for (const { key, id, zh, en, point, gone, values } of things) {
      const feature = { source, sourceLayer, id: key }
      const moving = this.#moving.get(key)
      if (gone) {
        this.#map.setFeatureState(feature, { away: true })
        hasMoved = this.#moving.delete(key) || hasMoved
        continue
      }
      if (moving) Object.assign(moving.properties, values)
      this.#map.setFeatureState(feature, { ...values, ...(point && { away: true }) })
      if (point) {
        const from = moving ? this.#placeOf(moving, performance.now()) : (this.#drawnAt(key) ?? point)
        this.#moving.set(key, {
          from,
          to: point,
          since: performance.now(),
          properties: { ...moving?.properties, ...values, key, id, zh, en },
        })
      }
      hasMoved = hasMoved || point !== undefined || moving !== undefined
    }
    if (hasMoved) this.#frame ??= requestAnimationFrame(() => this.#draw())
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  /** Where the tiles have it. */
  #drawnAt(key: number): Place | undefined {
    const { source, sourceLayer } = this.#of
    const found = this.#map.querySourceFeatures(source, { sourceLayer, filter: ['==', ['id'], key] })[0]?.geometry
    return found?.type === 'Point' ? [found.coordinates[0] ?? 0, found.coordinates[1] ?? 0] : undefined
  }

  #placeOf({ from, to, since }: Gliding, now: number): Place {
    const share = this.#isStill ? 1 : Math.min(1, (now - since) / glide)
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
  }

  #draw(): void {
    this.#frame = undefined
    const now = performance.now()
    this.#map.getSource<GeoJSONSource>(this.#of.moved)?.setData({
      type: 'FeatureCollection',
      features: [...this.#moving].map(([key, thing]) => ({
        type: 'Feature',
        id: key,
        properties: thing.properties,
        geometry: { type: 'Point', coordinates: [...this.#placeOf(thing, now)] },
      })),
    })
    const isGliding = !this.#isStill && [...this.#moving.values()].some(({ since }) => now - since < glide)
    if (isGliding) this.#frame = requestAnimationFrame(() => this.#draw())
  }
}
