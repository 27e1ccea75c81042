import { useMutation, useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useParams } from 'react-router'
import { stopByCode, stopQuery } from '../../api/public-notices.ts'
import { Button, ButtonLink, Loading, Message, Page, Trouble, useSay } from '../../kit/index.ts'

/** Where the link of a message leads: one press, without signing in. Opening it alone stops nothing: programs open links, too. */
export function StopNotices(): JSX.Element {
  const say = useSay()
  const { code = '' } = useParams()
  const found = useQuery(stopQuery(code))
  const stop = useMutation({ mutationFn: () => stopByCode(code) })
  return (
    <Page title={say({ zh: '停止接收公告', en: 'Stop notices' })}>
      {found.isPending ? <Loading /> : null}
      {found.error ? <Trouble error={found.error} /> : null}
      {stop.error ? <Trouble error={stop.error} /> : null}
      {stop.isSuccess ? (
        <Message
          tone="done"
          live
          title={say({ zh: '已停止，这个地点也已删除', en: 'Stopped; the place was deleted, too' })}
        >
          <ButtonLink to="/notices">{say({ zh: '看公告', en: 'See notices' })}</ButtonLink>
        </Message>
      ) : found.data ? (
        <>
          <p>
            {say(
              { zh: '不再收到“{place}”的公告。', en: 'You will get no more notices of “{place}”.' },
              { place: found.data.title },
            )}
          </p>
          <Button tone="primary" busy={stop.isPending} onClick={() => stop.mutate()}>
            {say({ zh: '停止', en: 'Stop' })}
          </Button>
        </>
      ) : null}
    </Page>
  )
}
