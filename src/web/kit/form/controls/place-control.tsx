import { lazy, type ReactElement, Suspense, useEffect, useId, useRef, useState } from 'react'
import type { PlaceValue } from '../../../../kernel/record/index.ts'
import { type FoundPlace, geocode, reverse } from '../../../api/registry.ts'
import { Button } from '../../button.tsx'
import { Icon } from '../../icon.tsx'
import { Loading } from '../../states.tsx'
import { useSay } from '../../use-say.ts'
import type { Control, ControlProps } from '../control.ts'
import formStyles from '../form.module.css'
import styles from './place-control.module.css'

const PickMap = lazy(() => import('../../map/pick-map.tsx').then((module) => ({ default: module.PickMap })))

const placeOf = (value: unknown): PlaceValue =>
  typeof value === 'object' && value !== null ? (value as PlaceValue) : {} // only this control writes it

/** Suggestions for what is typed, a third of a second after the last key; none while the text is what was picked. */
function useSuggestions(text: string, picked: string | undefined): readonly FoundPlace[] {
  const [found, setFound] = useState<readonly FoundPlace[]>([])
  useEffect(() => {
    if (text.trim().length < 2 || text === picked) return setFound([])
    const stop = new AbortController()
    const timer = window.setTimeout(() => {
      // Without an answer the typed words still stand: an office will read them.
      geocode(text, stop.signal).then(
        (answer) => setFound(answer.items.slice(0, 5)),
        () => setFound([]),
      )
    }, 300)
    return () => {
      window.clearTimeout(timer)
      stop.abort()
    }
  }, [text, picked])
  return found
}

function PlaceInput({ id, value, onChange, describedBy, invalid }: ControlProps): ReactElement {
  const say = useSay()
  const list = useId()
  const place = placeOf(value)
  const [map, setMap] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const [locating, setLocating] = useState(false)
  const [picked, setPicked] = useState<string | undefined>(place.address)
  const suggestions = useSuggestions(place.address ?? '', picked)
  const latest = useRef(place)
  latest.current = place

  const write = (next: PlaceValue): void => onChange(next.point || next.address ? next : undefined)
  const pick = (found: FoundPlace): void => {
    setPicked(found.address)
    write({ point: found.point, address: found.address, ...(found.division && { division: found.division }) })
  }
  /** A marked point brings its address, unless the person wrote one: theirs stays. */
  const mark = async (point: readonly [number, number]): Promise<void> => {
    const own = latest.current.address && latest.current.address !== picked ? latest.current.address : undefined
    write({ ...latest.current, point })
    const found = await reverse(point).catch(() => undefined) // no answer: the point alone is enough
    if (!found) return
    const address = own ?? found.address
    if (!own) setPicked(found.address)
    write({ point, ...(address && { address }), ...(found.division && { division: found.division }) })
  }
  const here = (): void => {
    setLocating(true)
    setTrouble(undefined)
    navigator.geolocation.getCurrentPosition(
      (position) => {
        setLocating(false)
        void mark([round(position.coords.longitude), round(position.coords.latitude)])
      },
      (error) => {
        setLocating(false)
        setTrouble(
          error.code === error.PERMISSION_DENIED
            ? say({
                zh: '没有得到定位许可。可以写地址，或在地图上标出。',
                en: 'Your position was not allowed. Type the address or mark it on the map.',
              })
            : say({
                zh: '现在定不了位。可以写地址，或在地图上标出。',
                en: 'Your position cannot be found now. Type the address or mark it on the map.',
              }),
        )
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    )
  }
  return (
    <div className={styles.place}>
      <input
        id={id}
        className={formStyles.input}
        value={place.address ?? ''}
        maxLength={200}
        autoComplete="off"
        placeholder={say({ zh: '路名门牌、小区、路口、站名……', en: 'Street and number, estate, crossing, station…' })}
        onChange={(event) => write({ ...place, address: event.target.value || undefined })}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
      />
      <div aria-live="polite">
        {suggestions.length > 0 ? (
          <ul className={styles.found} id={list} aria-label={say({ zh: '可能是这里', en: 'It may be here' })}>
            {suggestions.map((found) => (
              <li key={`${found.address}${found.point[0]}`}>
                <button type="button" onClick={() => pick(found)}>
                  <Icon name="place" />
                  {found.address}
                </button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className={styles.ways}>
        <Button icon="target" busy={locating} onClick={here}>
          {say({ zh: '我就在这里', en: 'I am there now' })}
        </Button>
        <Button icon="map" aria-expanded={map} onClick={() => setMap(!map)}>
          {map ? say({ zh: '收起地图', en: 'Hide the map' }) : say({ zh: '在地图上标', en: 'Mark on the map' })}
        </Button>
      </div>
      {trouble ? (
        <p className={formStyles.fault} role="status">
          {trouble}
        </p>
      ) : null}
      {place.point && !map ? (
        <p className={styles.marked}>
          <Icon name="check" />
          {say({ zh: '已标出位置', en: 'Marked' })}
          {place.address ? <span>{place.address}</span> : null}
          <span className="unit">
            {place.point[1].toFixed(5)}, {place.point[0].toFixed(5)}
          </span>
        </p>
      ) : null}
      {map ? (
        <Suspense fallback={<Loading lines={4} />}>
          <PickMap point={place.point} onPick={(point) => void mark(point)} />
        </Suspense>
      ) : null}
    </div>
  )
}

/** Five decimals of a degree are about a metre; more would only tell which way the phone was held. */
const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5

/** A place: typed, found by position, or marked on the map; each way is enough. */
export const placeControl: Control = { view: PlaceInput }
