import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import { layerExtentQuery } from '../api/twin.ts'
import { Button, Icon, Segments, StateMark, sayTime, Trouble, useSay } from '../kit/index.ts'
import type { Layer } from './layers.ts'
import styles from './map-desk.module.css'
import type { Look, ShownLayer } from './map-view.ts'
import type { Thing } from './thing.ts'
import { unitWords } from './unit-words.ts'
import type { ShownHeld } from './use-held.ts'
import type { KindTones } from './use-kind-tones.ts'
import { useVocabulary } from './vocabulary.ts'

const lookWords: Readonly<Record<Look, Words>> = {
  points: { zh: '点', en: 'Points' },
  heat: { zh: '热度', en: 'Heat' },
  columns: { zh: '立体', en: 'Columns' },
  areas: { zh: '底色', en: 'Shade' },
}

const groups: readonly (readonly [Layer['group'], Words])[] = [
  ['city', { zh: '事项', en: 'Cases' }],
  ['devices', { zh: '设备与实体', en: 'Devices and things' }],
  ['files', { zh: '导入的图层', en: 'Imported layers' }],
]

/** What may lie on the map: each layer switched on or off, how it is drawn, what its marks mean, where it comes from. */
export function LayerPanel({
  layers,
  shown,
  tones,
  onChange,
  onGo,
}: {
  readonly layers: readonly Layer[]
  readonly shown: readonly ShownHeld[]
  /** Colours of the kinds in each layer. */
  readonly tones: KindTones
  readonly onChange: (layers: readonly ShownLayer[]) => void
  /** Brings the map to where a layer's things are. */
  readonly onGo: (layer: Layer, bounds: Bounds) => void
}): JSX.Element {
  const say = useSay()
  const on = shown.map(({ layer, look }) => ({ layer, look }))
  const toggle = (layer: Layer): void =>
    onChange(
      on.some((one) => one.layer === layer.id)
        ? on.filter((one) => one.layer !== layer.id)
        : [...on, { layer: layer.id, look: layer.looks[0] ?? 'points' }],
    )
  return (
    <>
      {groups.map(([group, title]) => {
        const mine = layers.filter((layer) => layer.group === group)
        const isOn = mine.some((layer) => on.some((one) => one.layer === layer.id))
        return mine.length === 0 ? null : (
          <details key={group} className={styles.group} open={group === 'city' || isOn}>
            <summary>
              {say(title)} <span className={styles.quiet}>{mine.length}</span>
            </summary>
            <ul className={styles.layers}>
              {mine.map((layer) => {
                const now = shown.find((one) => one.layer === layer.id)
                return (
                  <li key={layer.id}>
                    <label className={styles.layer}>
                      <input type="checkbox" checked={now !== undefined} onChange={() => toggle(layer)} />
                      <Icon name={layer.icon} />
                      <span>{say(layer.title)}</span>
                      {now?.count === undefined ? null : <strong>{now.count.toLocaleString(say.tag)}</strong>}
                    </label>
                    {now ? (
                      <div className={styles.about}>
                        {layer.looks.length > 1 ? (
                          <Segments<Look>
                            label={say(
                              { zh: '{layer}怎么画', en: 'How {layer} is drawn' },
                              { layer: say(layer.title) },
                            )}
                            value={now.look}
                            onChange={(look) =>
                              onChange(on.map((one) => (one.layer === layer.id ? { ...one, look } : one)))
                            }
                            options={layer.looks.map((value) => ({ value, words: say(lookWords[value]) }))}
                          />
                        ) : null}
                        <Legend shown={now} kinds={tones[layer.id] ?? []} />
                        {now.count === 0 && now.about.tiles ? (
                          <GoThere layer={now.about.tiles.layer} onGo={(bounds) => onGo(layer, bounds)} />
                        ) : null}
                        {now.error ? <Trouble error={now.error} again={now.again} /> : null}
                        {now.held && now.held.leftOut > 0 ? (
                          <p className={styles.quiet}>
                            {say.count(now.held.leftOut, {
                              zh: '另有 {n} 个未画出，放大后可见',
                              en: {
                                one: 'one more is not drawn; come nearer',
                                other: '{n} more are not drawn; come nearer',
                              },
                            })}
                          </p>
                        ) : null}
                        <p className={styles.quiet}>
                          {say(layer.source)}
                          {now.held ? ` · ${sayTime(say, now.held.asOf)}` : ''}
                        </p>
                      </div>
                    ) : null}
                  </li>
                )
              })}
            </ul>
          </details>
        )
      })}
    </>
  )
}

/** Nothing of a layer is in sight: the way to where its things are. */
function GoThere({ layer, onGo }: { readonly layer: string; readonly onGo: (bounds: Bounds) => void }): JSX.Element {
  const say = useSay()
  const { data: bounds } = useQuery(layerExtentQuery(layer))
  return (
    <p className={styles.quiet}>
      {bounds === null
        ? say({ zh: '这个图层里还没有东西。', en: 'This layer holds nothing yet.' })
        : say({ zh: '视野里没有。', en: 'None in sight.' })}{' '}
      {bounds ? (
        <Button size="s" tone="quiet" after="go" onClick={() => onGo(bounds)}>
          {say({ zh: '去那里', en: 'Go there' })}
        </Button>
      ) : null}
    </p>
  )
}

/** What the marks of a layer mean: its states by shape and word, or the scale of its values. */
function Legend({
  shown: { about, look, things, held },
  kinds,
}: {
  readonly shown: ShownHeld
  readonly kinds: KindTones[string]
}): JSX.Element | null {
  const say = useSay()
  const vocabulary = useVocabulary()
  if (look === 'heat')
    return (
      <p className={styles.scale}>
        <span>{say({ zh: '少', en: 'few' })}</span>
        <span aria-hidden="true" className={styles.ramp} />
        <span>{say({ zh: '多', en: 'many' })}</span>
      </p>
    )
  const scale = about.tiles?.scale
  if (scale) {
    const unit = unitWords(scale.unit)
    return (
      <p className={styles.scale}>
        <span>{say(scale.title)}</span>
        <span>{scale.low}</span>
        <span aria-hidden="true" className={styles.ramp} />
        <span>
          {scale.high} {unit}
        </span>
        <span>{say({ zh: '灰色：没有读数', en: 'grey: no reading' })}</span>
      </p>
    )
  }
  if (kinds.length > 0)
    return (
      <ul className={styles.legend}>
        {kinds.map(({ kind, tone }) => (
          <li key={kind} className={styles.kind}>
            <span aria-hidden="true" style={{ background: `var(--series-${tone + 1})` }} />
            {vocabulary.kind([kind], undefined)}
          </li>
        ))}
      </ul>
    )
  if (about.tiles && !held) return null
  if (look !== 'points') {
    const values = things.map(({ value }) => value ?? 0)
    const unit = things.find(({ unit }) => unit)?.unit ?? ''
    return (
      <p className={styles.scale}>
        <span>{say(about.shows)}</span>
        <span aria-hidden="true" className={look === 'areas' ? styles.shade : styles.ramp} />
        <span>
          {values.length === 0 ? '—' : `${Math.min(...values)} – ${Math.max(...values)}`} {unit}
        </span>
      </p>
    )
  }
  const states = [...new Map(things.flatMap(({ state }) => (state ? [[state.words, state] as const] : []))).values()]
  if (states.length === 0) return null
  const counted = (words: string): number => things.filter((thing: Thing) => thing.state?.words === words).length
  return (
    <ul className={styles.legend}>
      {states.map((state) => (
        <li key={state.words}>
          <StateMark shape={state.shape} tone={state.tone}>
            {state.words} {counted(state.words)}
          </StateMark>
        </li>
      ))}
    </ul>
  )
}
