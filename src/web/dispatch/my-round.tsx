import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { distance, type Point, windTo } from '../../kernel/place/index.ts'
import { caseQuery } from '../api/cases.ts'
import { type Crew, roundQuery, type Stop } from '../api/dispatch.ts'
import { Empty, Loading, Page, Section, Segments, Trouble, useSay } from '../kit/index.ts'
import { useOutbox } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './dispatch.module.css'
import { RoundStop } from './round-stop.tsx'

/** The round of one's crew, made for a phone: in the order of the plan or the nearest first, with the way, done and cannot. */
export function MyRound(): JSX.Element {
  const say = useSay()
  const query = useQuery(roundQuery)
  const [order, setOrder] = useState<'plan' | 'near'>('plan')
  const here = useHere(order === 'near')
  const rounds = query.data?.rounds.filter(({ stops }) => stops.length > 0) ?? []
  useSentNews()
  useKeepCases(rounds.flatMap(({ stops }) => stops.map((stop) => stop.case)))
  return (
    <Page
      title={say({ zh: '我的路线', en: 'My round' })}
      back={{ to: '/desk/mine', words: say({ zh: '我的工作', en: 'My work' }) }}
    >
      {query.isPending ? <Loading lines={6} /> : null}
      {query.error ? <Trouble error={query.error} again={() => void query.refetch()} /> : null}
      {query.data && rounds.length === 0 ? (
        <Empty
          icon="check"
          title={
            query.data.rounds.length === 0
              ? say({ zh: '您不在任何班组', en: 'You belong to no crew' })
              : say({ zh: '现在没有派给本班组的任务', en: 'Nothing is sent to your crew now' })
          }
        />
      ) : null}
      {rounds.length > 0 ? (
        <Segments
          label={say({ zh: '次序', en: 'Order' })}
          value={order}
          onChange={setOrder}
          options={[
            { value: 'plan', words: say({ zh: '方案次序', en: 'As planned' }) },
            { value: 'near', words: say({ zh: '离我最近', en: 'Nearest first' }) },
          ]}
        />
      ) : null}
      {order === 'near' && here === undefined ? (
        <p className={styles.quiet} role="status">
          {say({ zh: '还没有定位，先按方案次序。', en: 'Your position is not known yet: as planned for now.' })}
        </p>
      ) : null}
      {rounds.map(({ crew, stops }) => (
        <Section key={crew.id} title={say(crew.title)}>
          <ol className={styles.roundStops}>
            {inOrder(crew, stops, order === 'near' ? here : undefined).map(({ stop, from }, index) => (
              <li key={stop.id}>
                <RoundStop stop={stop} nth={index + 1} way={wayWords(say, from, stop)} isNext={index === 0} />
              </li>
            ))}
          </ol>
        </Section>
      ))}
    </Page>
  )
}

/** What is under way first; then as planned, or each time the nearest to where one will be. With whence one comes. */
function inOrder(
  crew: Crew,
  stops: readonly Stop[],
  here: Point | undefined,
): readonly { readonly stop: Stop; readonly from: Point }[] {
  const waiting = [...stops]
  let at: Point = here ?? { lng: crew.lng, lat: crew.lat }
  const ordered: { stop: Stop; from: Point }[] = []
  while (waiting.length > 0) {
    const begun = waiting.findIndex(({ state }) => state === 'under-way')
    const next = begun >= 0 ? begun : here ? nearest(at, waiting) : 0
    const [stop] = waiting.splice(next, 1)
    if (!stop) break
    ordered.push({ stop, from: at })
    at = { lng: stop.errand.lng, lat: stop.errand.lat }
  }
  return ordered
}

const nearest = (at: Point, stops: readonly Stop[]): number => {
  const metres = stops.map(({ errand }) => distance(at, errand))
  return metres.indexOf(Math.min(...metres))
}

/** Navigation in words: how far in which direction, the address. */
function wayWords(say: ReturnType<typeof useSay>, from: Point, { errand }: Stop): string {
  const metres = distance(from, errand)
  if (metres < 15) return say({ zh: '就在旁边', en: 'right here' })
  const far =
    metres < 950
      ? say({ zh: '{m} 米', en: '{m} m' }, { m: Math.round(metres / 10) * 10 })
      : say({ zh: '{km} 公里', en: '{km} km' }, { km: (metres / 1000).toFixed(1) })
  return say({ zh: '向{wind}约 {far}', en: 'about {far} {wind}' }, { wind: say(windTo(from, errand)), far })
}

/** Where this device is, asked only when it is wanted. */
function useHere(isWanted: boolean): Point | undefined {
  const [here, setHere] = useState<Point>()
  useEffect(() => {
    if (!isWanted || !('geolocation' in navigator)) return
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => setHere({ lng: coords.longitude, lat: coords.latitude }),
      () => setHere(undefined),
      { enableHighAccuracy: true, maximumAge: 30_000 },
    )
    return () => navigator.geolocation.clearWatch(watch)
  }, [isWanted])
  return here
}

/** What was kept on the device has been sent: the round is read anew. */
function useSentNews(): void {
  const queries = useQueryClient()
  const waiting = useOutbox(useSession()?.actor.id ?? '').length
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of what waits is the news
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: roundQuery.queryKey })
  }, [waiting, queries])
}

/** The cases of the round are read ahead, so that they can be done where there is no signal. */
function useKeepCases(ids: readonly string[]): void {
  const queries = useQueryClient()
  const wanted = ids.join(' ')
  useEffect(() => {
    if (wanted === '' || !navigator.onLine) return
    for (const id of wanted.split(' ')) void queries.prefetchQuery({ ...caseQuery(id), staleTime: 5 * 60_000 })
  }, [wanted, queries])
}
