import { useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useId, useMemo, useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { storyQuery } from '../api/stories.ts'
import { twinLayersQuery } from '../api/twin.ts'
import { Button, ButtonLink, Loading, sayInstant, Trouble, useSay } from '../kit/index.ts'
import type { InSight, TrailPoint } from '../kit/map/index.ts'
import { cityLayers } from './layers.ts'
import { type MapView, viewOf } from './map-view.ts'
import styles from './story-page.module.css'
import { type Seen, ThingsMap } from './things-map.tsx'
import { mapLayerOf } from './twin-layers.ts'
import { useHeld } from './use-held.ts'
import { useKindTones } from './use-kind-tones.ts'

const noTrail: readonly TrailPoint[] = []

/** A story told: one view after the other over the whole screen, with its words; on paper all words and the view shown. */
export function StoryPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const [asked, setAsked] = useSearchParams()
  const found = useQuery(storyQuery(id))
  const views = found.data?.views ?? []
  const step = Math.max(0, Math.min(views.length - 1, Number(asked.get('step') ?? 1) - 1 || 0))
  const view = views[step]
  const title = found.data ? say(found.data.title) : ''
  useEffect(() => {
    document.title = `${title} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [title, say])
  const go = (to: number): void => setAsked({ step: String(to + 1) }, { replace: true })
  if (found.error)
    return (
      <div className={styles.page}>
        <h1 className="heard">{say({ zh: '地图故事', en: 'Story of the map' })}</h1>
        <Trouble error={found.error} />
      </div>
    )
  if (!view) return <Loading />
  const end = views.length - 1
  return (
    <div className={styles.page}>
      <OneView key={view.address} address={view.address} />
      <section className={styles.words} aria-live="polite">
        <h1>{title}</h1>
        <p>{say(view.words)}</p>
        <p className={styles.step}>
          <span data-print="no">
            <Button size="s" icon="left" disabled={step === 0} onClick={() => go(step - 1)}>
              {say({ zh: '上一幅', en: 'Before' })}
            </Button>
          </span>
          <span>
            {step + 1} / {views.length}
          </span>
          <span data-print="no">
            <Button size="s" tone="primary" after="right" disabled={step === end} onClick={() => go(step + 1)}>
              {say({ zh: '下一幅', en: 'Next' })}
            </Button>
          </span>
          <span data-print="no" className={styles.ways}>
            <Button size="s" tone="quiet" icon="full" onClick={() => void document.documentElement.requestFullscreen()}>
              {say({ zh: '全屏', en: 'Full screen' })}
            </Button>
            <Button size="s" tone="quiet" icon="print" onClick={() => print()}>
              {say({ zh: '打印', en: 'Print' })}
            </Button>
            <ButtonLink size="s" tone="quiet" to={`/city/map?${view.address}`} after="go">
              {say({ zh: '在地图上打开', en: 'Open on the map' })}
            </ButtonLink>
          </span>
        </p>
      </section>
      <ol className={styles.paper}>
        {views.map(({ address, words }) => (
          <li key={address + words.zh}>{say(words)}</li>
        ))}
      </ol>
    </div>
  )
}

/** The map of one view, as it was when it was put in, with what the reader may see. */
function OneView({ address }: { readonly address: string }): JSX.Element {
  const say = useSay()
  const id = useId()
  const view = useMemo((): MapView => ({ ...viewOf(new URLSearchParams(address)), table: false }), [address])
  const [seen, setSeen] = useState<Seen>()
  const { data: declared } = useQuery(twinLayersQuery)
  const layers = useMemo(() => [...cityLayers, ...(declared?.items ?? []).map(mapLayerOf)], [declared])
  const shown = useHeld(view, view.at, seen?.bounds, layers)
  const { tones, hear } = useKindTones(shown)
  const besideAt = view.other ? view.at : view.beside
  const isSplit = view.other !== undefined || view.beside !== undefined
  const besides = useHeld(view, besideAt, isSplit ? seen?.bounds : undefined, layers)
  const common = {
    ...{ view, bond: undefined, describedBy: id, trail: noTrail },
    tones,
    onSight: ({ kinds }: InSight) => hear(kinds),
    onOpen: () => {},
  }
  return (
    <div className={isSplit ? styles.split : styles.map}>
      <ThingsMap
        {...common}
        shown={shown}
        at={view.at}
        {...(isSplit && { side: say({ zh: '左图', en: 'Left' }) })}
        onSeen={setSeen}
      />
      {isSplit ? (
        <ThingsMap
          {...common}
          {...(view.other && { place: view.other })}
          side={say({ zh: '右图', en: 'Right' })}
          shown={besides}
          at={besideAt}
          onSeen={() => {}}
        />
      ) : null}
      <p id={id} className="heard">
        {shown.map(({ about }) => say(about.title)).join(say({ zh: '、', en: ', ' }))}
        {view.at === undefined ? '' : ` · ${sayInstant(say, new Date(view.at).toISOString())}`}
      </p>
    </div>
  )
}
