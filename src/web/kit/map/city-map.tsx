import { useQuery } from '@tanstack/react-query'
import { type GeoJSONSource, Map as LibreMap, NavigationControl, ScaleControl } from 'maplibre-gl'
import { createContext, type JSX, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { layerQuery } from '../../api/registry.ts'
import { sessionQuery } from '../../api/session.ts'
import { Message } from '../message.tsx'
import { isDark, usePreferences } from '../preferences.ts'
import { useSay } from '../use-say.ts'
import styles from './city-map.module.css'
import { mapData } from './geo.ts'
import { canDrawMap } from './load-map.ts'
import { baseStyle, type MapColours, mapColours } from './map-style.ts'
import { imageFor, imageRatio } from './point-image.ts'

/** The map and its colours, for what is drawn on it. A new `round` means that the style was set anew: draw again. */
export type MapCanvas = { readonly map: LibreMap; readonly colours: MapColours; readonly round: number }

const Canvas = createContext<MapCanvas | undefined>(undefined)

/** The map that this component lies on; nothing until it is ready. */
export const useMapCanvas = (): MapCanvas | undefined => useContext(Canvas)

/** West, south, east, north in WGS 84 degrees. */
export type MapBounds = readonly [number, number, number, number]

/** Shanghai's frame, used until the city has said its own. */
const anywhere: MapBounds = [120.85, 30.68, 122.0, 31.87]

/**
 * The city's map. What lies on it are its children (`MapPoints`, `MapAreas`, `MapLabels`…). It is one stop for the
 * keyboard (arrows move, + and − zoom) and needs a text equivalent beside it: give its id in `describedBy`.
 */
export function CityMap({
  label,
  describedBy,
  bounds,
  centre,
  zoom,
  padding = 24,
  controls = true,
  onMove,
  children,
}: {
  readonly label: string
  readonly describedBy?: string
  readonly bounds?: MapBounds
  readonly centre?: readonly [number, number]
  readonly zoom?: number
  /** Pixels around the bounds. */
  readonly padding?: number
  /** Buttons to zoom, the scale, and the note that the lines are sketches; a page without them says the note itself. */
  readonly controls?: boolean
  /** Told after every movement: the bounds in sight, the centre and the zoom. */
  readonly onMove?: (seen: {
    readonly bounds: MapBounds
    readonly centre: readonly [number, number]
    readonly zoom: number
  }) => void
  readonly children?: ReactNode
}): JSX.Element {
  const say = useSay()
  const box = useRef<HTMLDivElement>(null)
  const moved = useRef(onMove)
  moved.current = onMove
  const dark = isDark(usePreferences())
  const { data: session } = useQuery(sessionQuery)
  const { data: areas } = useQuery(layerQuery('districts'))
  const [canvas, setCanvas] = useState<MapCanvas>()
  const [drawn] = useState(canDrawMap)
  const colourNow = useRef<MapColours>(mapColours())
  const start = useRef({ bounds: bounds ?? session?.city.bounds ?? anywhere, centre, zoom, padding, controls })

  useEffect(() => {
    if (!drawn || !box.current) return
    const { bounds, centre, zoom, padding, controls } = start.current
    const colours = mapColours()
    colourNow.current = colours
    const map = new LibreMap({
      container: box.current,
      style: baseStyle(colours, undefined),
      ...(centre ? { center: [...centre], zoom: zoom ?? 14 } : { bounds: [...bounds], fitBoundsOptions: { padding } }),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 19,
      minZoom: 7,
      fadeDuration: 0,
    })
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
    if (controls) map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
    if (controls) map.addControl(new ScaleControl({ maxWidth: 96 }), 'bottom-left')
    map.setMissingStyleImageResolver((id) => {
      const image = imageFor(id, colourNow.current)
      if (image) map.addImage(id, image, { pixelRatio: imageRatio })
    })
    map.on('load', () => setCanvas({ map, colours, round: 0 }))
    // Whether all that lies on it has been drawn, for whoever prints it or takes its picture.
    const frame = box.current
    map.on('idle', () => frame.setAttribute('data-map', 'drawn'))
    map.on('dataloading', () => frame.setAttribute('data-map', 'drawing'))
    map.on('moveend', () => {
      const [[west, south], [east, north]] = map.getBounds().toArray() as [[number, number], [number, number]] // LngLatBounds.toArray gives two pairs
      const { lng, lat } = map.getCenter()
      moved.current?.({ bounds: [west, south, east, north], centre: [lng, lat], zoom: map.getZoom() })
    })
    // Until somebody moves it, the map shows the whole of what it was opened for, whatever the size of its frame becomes.
    let isMoved = centre !== undefined
    const moving = (event: { readonly originalEvent?: unknown }): void => {
      if (event.originalEvent) isMoved = true
    }
    map.on('movestart', moving)
    const seen = new ResizeObserver(([entry]) => {
      map.resize()
      const room = Math.min(entry?.contentRect.height ?? 0, entry?.contentRect.width ?? 0)
      if (!isMoved && room > 0) map.fitBounds([...bounds], { padding: Math.min(padding, room / 8), animate: false })
    })
    seen.observe(box.current)
    return () => {
      seen.disconnect()
      setCanvas(undefined)
      map.remove()
    }
  }, [drawn])

  useEffect(() => {
    const region = canvas?.map.getCanvas()
    region?.setAttribute('aria-label', label)
    if (describedBy) region?.setAttribute('aria-describedby', describedBy)
  }, [canvas, label, describedBy])

  useEffect(() => {
    const source = canvas?.map.getSource<GeoJSONSource>('areas')
    if (areas) source?.setData(mapData(areas))
  }, [canvas, areas])

  // A change of theme sets a new style; what lies on the map draws itself again for the new round.
  const shownDark = useRef(dark)
  useEffect(() => {
    if (!canvas || shownDark.current === dark) return
    shownDark.current = dark
    const colours = mapColours()
    colourNow.current = colours
    canvas.map.setStyle(baseStyle(colours, areas), { diff: false })
    canvas.map.once('styledata', () => setCanvas({ map: canvas.map, colours, round: canvas.round + 1 }))
  }, [canvas, dark, areas])

  if (!drawn)
    return (
      <Message tone="note" title={say({ zh: '此浏览器画不了地图', en: 'This browser cannot draw the map' })}>
        {say({
          zh: '它不支持 WebGL 2。同样的内容在表格里。',
          en: 'It has no WebGL 2. The same content is in the table.',
        })}
      </Message>
    )
  return (
    <div className={styles.frame}>
      <div ref={box} className={styles.map} />
      {canvas ? <OnPaper map={canvas.map} label={label} /> : null}
      {canvas ? <Canvas.Provider value={canvas}>{children}</Canvas.Provider> : null}
      {controls && areas?.features.some(({ properties }) => properties?.isSketch) ? (
        <p className={styles.sketch}>{say({ zh: '示意图，界线不作依据', en: 'A sketch: no legal boundaries' })}</p>
      ) : null}
    </div>
  )
}

/** What is on the map when it is printed: what a canvas of WebGL shows is gone by the time a page goes on paper. */
function OnPaper({ map, label }: { readonly map: LibreMap; readonly label: string }): JSX.Element {
  const picture = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const take = (): void => {
      map.redraw()
      if (picture.current) picture.current.src = map.getCanvas().toDataURL()
    }
    addEventListener('beforeprint', take)
    return () => removeEventListener('beforeprint', take)
  }, [map])
  // Without a picture it has nothing to show; it gets one with each print.
  return <img ref={picture} alt={label} className={styles.paper} />
}
