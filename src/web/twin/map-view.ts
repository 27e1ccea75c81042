/** How a layer is drawn. Points gather into clusters from afar; columns stand up by their value or height (2.5D). */
export const looks = ['points', 'heat', 'columns', 'areas'] as const
/** One of them. */
export type Look = (typeof looks)[number]

/** A layer that is switched on. */
export type ShownLayer = { readonly layer: string; readonly look: Look }

/** The stretches of time that the slider spans. */
export const spans = ['day', 'week', 'month', 'quarter'] as const
/** One of them. */
export type Span = (typeof spans)[number]

/** Everything that decides what is seen: the address of the page carries it, so that a link shows exactly the same. */
export type MapView = {
  readonly layers: readonly ShownLayer[]
  /** WGS 84 degrees. */
  readonly centre?: readonly [number, number]
  readonly zoom?: number
  /** Seen from the side, for columns and buildings. */
  readonly tilted: boolean
  readonly span: Span
  /** The moment that is looked at, epoch milliseconds, whole minutes; nothing: now. */
  readonly at?: number
  /** The moment beside it in the split view. */
  readonly beside?: number
  /** Words that what is shown must have in its name or kind. */
  readonly words: string
  /** The thing whose panel is open, as `layer~id`. */
  readonly open?: string
  readonly table: boolean
}

/** What is seen when nothing was asked for. */
export const firstView: MapView = {
  layers: [{ layer: 'cases', look: 'points' }],
  tilted: false,
  span: 'week',
  words: '',
  table: false,
}

const minute = 60_000

const momentOf = (text: string | null): number | undefined => {
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isFinite(at) ? Math.floor(at / minute) * minute : undefined
}

const isLook = (text: string | undefined): text is Look => looks.some((one) => one === text)

function layersOf(text: string | null): readonly ShownLayer[] {
  if (text === null) return firstView.layers
  return text.split(',').flatMap((part) => {
    const [layer, look] = part.split(':')
    return layer ? [{ layer: decodeURIComponent(layer), look: isLook(look) ? look : ('points' as const) }] : []
  })
}

function centreOf(text: string | null): readonly [number, number] | undefined {
  const [lng, lat] = (text ?? '').split(',').map(Number)
  const isPlace = lng !== undefined && lat !== undefined && Math.abs(lng) <= 180 && Math.abs(lat) <= 85
  return text && isPlace ? [lng, lat] : undefined
}

/** Reads a view from an address; whatever it does not understand is as at first. */
export function viewOf(asked: URLSearchParams): MapView {
  const centre = centreOf(asked.get('c'))
  const zoom = Number(asked.get('z') ?? Number.NaN)
  const at = momentOf(asked.get('at'))
  const beside = momentOf(asked.get('vs'))
  const open = asked.get('e')
  return {
    layers: layersOf(asked.get('layers')),
    ...(centre && { centre }),
    ...(Number.isFinite(zoom) && zoom >= 0 && zoom <= 22 && { zoom }),
    tilted: asked.get('tilt') === '1',
    span: spans.find((one) => one === asked.get('span')) ?? firstView.span,
    ...(at !== undefined && { at }),
    ...(beside !== undefined && { beside }),
    words: asked.get('q') ?? '',
    ...(open && { open }),
    table: asked.get('table') === '1',
  }
}

/** Writes a view as an address; what is as at first is left out. Inverse of `viewOf`. */
export function addressOf(view: MapView): URLSearchParams {
  const to = new URLSearchParams()
  const layers = view.layers.map(({ layer, look }) => `${encodeURIComponent(layer)}:${look}`).join(',')
  if (layers !== 'cases:points') to.set('layers', layers)
  if (view.centre) to.set('c', view.centre.map((one) => Number(one.toFixed(5))).join(','))
  if (view.zoom !== undefined) to.set('z', String(Number(view.zoom.toFixed(2))))
  if (view.tilted) to.set('tilt', '1')
  if (view.span !== firstView.span) to.set('span', view.span)
  if (view.at !== undefined) to.set('at', new Date(view.at).toISOString())
  if (view.beside !== undefined) to.set('vs', new Date(view.beside).toISOString())
  if (view.words) to.set('q', view.words)
  if (view.open) to.set('e', view.open)
  if (view.table) to.set('table', '1')
  return to
}
