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
  /** The one day that is played through, as `2026-11-10` in the city's time; nothing: the span that ends now. */
  readonly day?: string
  /** The moment that is looked at, epoch milliseconds, whole minutes; nothing: now. */
  readonly at?: number
  /** The moment beside it in the split view. */
  readonly beside?: number
  /** A second place beside the first; the moment is then the same. */
  readonly other?: { readonly centre: readonly [number, number]; readonly zoom: number }
  /** The storey that is looked at, where things lie in storeys. */
  readonly level?: string
  /** Is the way of the open thing through time drawn? */
  readonly trail: boolean
  /** Numbers of things that lie in one chart. */
  readonly charts: readonly { readonly id: string; readonly name: string }[]
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
  trail: false,
  charts: [],
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

/** The day's beginning and end in the city's time (UTC+8), epoch ms; nothing where it is no day. */
export function dayBounds(day: string | undefined): { readonly from: number; readonly till: number } | undefined {
  if (day === undefined || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day)) return undefined
  const from = Date.parse(`${day}T00:00:00+08:00`)
  const isDay = new Date(from + 8 * 3_600_000).toISOString().startsWith(day)
  return isDay ? { from, till: from + 86_400_000 } : undefined
}

function zoomOf(text: string | null): number | undefined {
  const zoom = Number(text ?? Number.NaN)
  return Number.isFinite(zoom) && zoom >= 0 && zoom <= 22 ? zoom : undefined
}

/** Whatever layer a thing is of: a link to it names it alone. */
const anyThing = 'twin.all~'

/** Reads a view from an address; whatever it does not understand is as at first. */
export function viewOf(asked: URLSearchParams): MapView {
  const centre = centreOf(asked.get('c'))
  const zoom = zoomOf(asked.get('z'))
  const at = momentOf(asked.get('at'))
  const beside = momentOf(asked.get('vs'))
  const thing = asked.get('thing')
  const open = asked.get('e') ?? (thing ? `${anyThing}${thing}` : null)
  const other = centreOf(asked.get('c2'))
  const level = asked.get('lv')
  const day = asked.get('day') ?? undefined
  return {
    layers: layersOf(asked.get('layers')),
    ...(centre && { centre }),
    ...(zoom !== undefined && { zoom }),
    tilted: asked.get('tilt') === '1',
    span: spans.find((one) => one === asked.get('span')) ?? firstView.span,
    ...(day !== undefined && dayBounds(day) && { day }),
    ...(at !== undefined && { at }),
    ...(beside !== undefined && { beside }),
    ...(other && { other: { centre: other, zoom: zoomOf(asked.get('z2')) ?? 12 } }),
    ...(level && { level }),
    trail: asked.get('trail') === '1',
    charts: asked.getAll('ch').flatMap((text) => {
      const cut = text.indexOf('~')
      return cut < 1 ? [] : [{ name: text.slice(0, cut), id: text.slice(cut + 1) }]
    }),
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
  if (view.day !== undefined) to.set('day', view.day)
  if (view.at !== undefined) to.set('at', new Date(view.at).toISOString())
  if (view.beside !== undefined) to.set('vs', new Date(view.beside).toISOString())
  if (view.words) to.set('q', view.words)
  if (view.other) {
    to.set('c2', view.other.centre.map((one) => Number(one.toFixed(5))).join(','))
    to.set('z2', String(Number(view.other.zoom.toFixed(2))))
  }
  if (view.level !== undefined) to.set('lv', view.level)
  for (const { name, id } of view.charts) to.append('ch', `${name}~${id}`)
  if (view.trail) to.set('trail', '1')
  if (view.open?.startsWith(anyThing)) to.set('thing', view.open.slice(anyThing.length))
  else if (view.open) to.set('e', view.open)
  if (view.table) to.set('table', '1')
  return to
}
