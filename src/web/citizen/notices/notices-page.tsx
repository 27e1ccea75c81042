import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, lazy, Suspense, useEffect, useId } from 'react'
import { Link, useLocation } from 'react-router'
import { type PlaceValue, place, text, yesNo } from '../../../kernel/record/index.ts'
import { ActForm } from '../../account/act-form.tsx'
import {
  type PublicNotice,
  placesQuery,
  publicNoticesQuery,
  stopWatching,
  watchPlace,
} from '../../api/public-notices.ts'
import { QuickForm } from '../../kit/form/index.ts'
import {
  Button,
  DemoMark,
  Empty,
  Loading,
  Page,
  Section,
  StateMark,
  sayInstant,
  sayWhen,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { useSession } from '../../shell/session.ts'
import { type ChosenPlace, choosePlace, useChosenPlace } from './chosen-place.ts'
import styles from './notices.module.css'

const NoticeMap = lazy(() => import('./notice-map.tsx').then((module) => ({ default: module.NoticeMap })))

/** Public notices: those that concern one's place first, then the rest, then what ended today. */
export function NoticesPage(): JSX.Element {
  const say = useSay()
  const chosen = useChosenPlace()
  const notices = useQuery(publicNoticesQuery(chosen?.point))
  const all = notices.data ?? []
  const standing = all.filter(({ endedAt }) => endedAt === null)
  const here = standing.filter(({ isHere }) => isHere === true)
  const away = standing.filter(({ isHere }) => isHere !== true)
  const over = all.filter(({ endedAt }) => endedAt !== null)
  useArrival(notices.isSuccess)
  return (
    <Page
      title={say({ zh: '公告', en: 'Notices' })}
      lead={say({
        zh: '突发事件中请您注意的事：在哪里、要做什么、到什么时候。',
        en: 'What to mind in an emergency: where, what to do, until when.',
      })}
    >
      <Chosen place={chosen} />
      {notices.error ? <Trouble error={notices.error} again={() => void notices.refetch()} /> : null}
      {notices.isPending ? <Loading lines={5} /> : null}
      {notices.isSuccess && standing.length === 0 ? (
        <Empty icon="check" title={say({ zh: '现在没有生效中的公告', en: 'No notice is in force now' })} />
      ) : null}
      {(chosen || here.length > 0) && notices.isSuccess && standing.length > 0 ? (
        <Section
          title={
            chosen
              ? say({ zh: '{place}的公告', en: 'Notices at {place}' }, { place: chosen.title })
              : say({ zh: '您关注的地点', en: 'At the places you watch' })
          }
        >
          {here.length === 0 ? (
            <p>{say({ zh: '没有涉及这里的公告。', en: 'None concerns this place.' })}</p>
          ) : (
            <NoticeList notices={here} />
          )}
        </Section>
      ) : null}
      {away.length > 0 ? (
        <Section
          title={
            chosen || here.length > 0 ? say({ zh: '其他地方', en: 'Elsewhere' }) : say({ zh: '生效中', en: 'In force' })
          }
        >
          <NoticeList notices={away} />
        </Section>
      ) : null}
      {over.length > 0 ? (
        <Section title={say({ zh: '今天已结束', en: 'Ended within a day' })}>
          <NoticeList notices={over} />
        </Section>
      ) : null}
      <Watching place={chosen} />
    </Page>
  )
}

/** A link to one notice brings it into sight once it is there. */
function useArrival(isThere: boolean): void {
  const { hash } = useLocation()
  useEffect(() => {
    if (isThere && hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView()
  }, [isThere, hash])
}

const NoticeList = ({ notices }: { readonly notices: readonly PublicNotice[] }): JSX.Element => (
  <ul className={styles.list}>
    {notices.map((one) => (
      <NoticeItem key={one.id} notice={one} />
    ))}
  </ul>
)

function NoticeItem({ notice }: { readonly notice: PublicNotice }): JSX.Element {
  const say = useSay()
  const where = useId()
  const {
    id,
    title,
    text: said,
    where: words,
    publishedAt,
    untilAt,
    endedAt,
    endText,
    isHere,
    isExercise,
    demo,
  } = notice
  return (
    <li id={id} className={`${styles.notice} ${isHere === true && endedAt === null ? styles.here : ''}`}>
      <h3>{say(title)}</h3>
      <p>
        {endedAt !== null ? (
          <StateMark shape="closed" tone="still">
            {say({ zh: '{when}结束', en: 'ended {when}' }, { when: sayWhen(say, endedAt) })}
          </StateMark>
        ) : (
          <StateMark shape={isExercise ? 'waiting' : 'urgent'} tone={isExercise ? 'still' : 'urgent'}>
            {isExercise
              ? say({ zh: '演练，无需行动', en: 'An exercise: you need do nothing' })
              : say({ zh: '生效中', en: 'In force' })}
          </StateMark>
        )}{' '}
        {demo ? <DemoMark short /> : null}
      </p>
      <p className={styles.text}>{say(endedAt !== null && endText ? endText : said)}</p>
      <p id={where}>{say({ zh: '范围：{where}', en: 'Area: {where}' }, { where: say(words) })}</p>
      <p className={styles.quiet}>
        {say({ zh: '发布 {when}', en: 'Published {when}' }, { when: sayInstant(say, publishedAt) })}
        {untilAt !== null && endedAt === null
          ? say({ zh: ' · 最迟到 {when}', en: ' · at latest until {when}' }, { when: sayInstant(say, untilAt) })
          : null}
      </p>
      {endedAt === null ? (
        <Suspense fallback={<Loading lines={3} />}>
          <NoticeMap notice={notice} describedBy={where} />
        </Suspense>
      ) : null}
    </li>
  )
}

const ask = { where: place({ zh: '我的地点', en: 'My place' }) }

/** Which place one sees notices of: on this device alone. */
function Chosen({ place: chosen }: { readonly place: ChosenPlace | undefined }): JSX.Element {
  const say = useSay()
  if (chosen)
    return (
      <p>
        {say({ zh: '我的地点：{place}', en: 'My place: {place}' }, { place: chosen.title })}{' '}
        <Button size="s" tone="quiet" onClick={() => choosePlace(undefined)}>
          {say({ zh: '换一个', en: 'Change' })}
        </Button>
      </p>
    )
  return (
    <Section title={say({ zh: '和我有关吗？', en: 'Does it concern me?' })}>
      <p>
        {say({
          zh: '选一个地点，先看涉及那里的公告。地点只记在这台设备上。',
          en: 'Choose a place to see its notices first. The place is kept on this device only.',
        })}
      </p>
      <QuickForm
        fields={ask}
        submit={say({ zh: '看这里', en: 'See this place' })}
        run={async (values) => values.where as PlaceValue | undefined} // a `place` field
        onDone={(found) => {
          if (!found?.point) return
          choosePlace({ title: found.address ?? say({ zh: '标出的地点', en: 'the marked place' }), point: found.point })
        }}
      />
    </Section>
  )
}

const consent = {
  title: text({ zh: '怎么称呼这个地点', en: 'What you call this place' }, { max: 60 }),
  agrees: yesNo(
    { zh: '同意保存这个地点，用来通知我那里的公告', en: 'I agree that this place is kept to tell me of its notices' },
    {
      hint: {
        zh: '随时可以停止，消息里也有停止的链接',
        en: 'You can stop at any time; each message has a link for it',
      },
    },
  ),
}

/** Being told of a place: with consent, stopped by one press. */
function Watching({ place: chosen }: { readonly place: ChosenPlace | undefined }): JSX.Element {
  const say = useSay()
  const session = useSession()
  const isKnown = session?.actor.kind === 'person'
  const client = useQueryClient()
  const places = useQuery({ ...placesQuery, enabled: isKnown })
  const stop = useMutation({
    mutationFn: stopWatching,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: placesQuery.queryKey })
      await client.invalidateQueries({ queryKey: ['public-notices'] })
    },
  })
  return (
    <Section title={say({ zh: '有公告时告诉我', en: 'Tell me of notices' })}>
      {isKnown ? (
        <>
          {places.data?.length ? (
            <ul className={styles.places}>
              {places.data.map((one) => (
                <li key={one.id}>
                  <span>{one.title}</span>
                  <Button size="s" busy={stop.isPending} onClick={() => stop.mutate(one.id)}>
                    {say({ zh: '停止：{place}', en: 'Stop: {place}' }, { place: one.title })}
                  </Button>
                </li>
              ))}
            </ul>
          ) : null}
          {stop.error ? <Trouble error={stop.error} /> : null}
          {chosen ? (
            <ActForm
              key={chosen.title}
              fields={consent}
              start={{ title: chosen.title.slice(0, 60) }}
              submit={say({ zh: '告诉我这里的公告', en: 'Tell me of this place' })}
              run={({ title, agrees }) => watchPlace(String(title), chosen.point, agrees === true)}
              said={{ zh: '这里有公告时会告诉您', en: 'You will be told of its notices' }}
              touches={[placesQuery.queryKey, ['public-notices']]}
            />
          ) : (
            <p>{say({ zh: '先在上面选一个地点。', en: 'Choose a place above first.' })}</p>
          )}
        </>
      ) : (
        <p>
          <Link to="/sign-in?to=%2Fnotices">{say({ zh: '登录', en: 'Sign in' })}</Link>{' '}
          {say({ zh: '后可以在有公告时收到消息。', en: 'to be told when there is a notice.' })}
        </p>
      )}
    </Section>
  )
}
