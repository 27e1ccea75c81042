import type { JSX } from 'react'
import { isRouteErrorResponse, useRouteError } from 'react-router'
import { Button, ButtonLink, Buttons, Empty, Page, Trouble, useSay } from '../kit/index.ts'

/** An address that leads nowhere. */
export function NotFound(): JSX.Element {
  const say = useSay()
  return (
    <Page title={say({ zh: '没有这个页面', en: 'There is no such page' })}>
      <Empty
        icon="search"
        title={say({ zh: '地址可能打错了，或页面已经搬走', en: 'The address may be mistyped, or the page has moved' })}
        action={<ButtonLink to="/">{say({ zh: '回首页', en: 'Home' })}</ButtonLink>}
      />
    </Page>
  )
}

/** A page that could not be loaded or failed while being drawn. A desk whose files are gone belongs to an older version. */
export function RouteTrouble(): JSX.Element {
  const say = useSay()
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404)
    return (
      <main id="main">
        <NotFound />
      </main>
    )
  const gone =
    error instanceof Error && /dynamically imported module|Importing a module|preload CSS/i.test(error.message)
  return (
    <main id="main">
      <Page title={say({ zh: '这一页打不开', en: 'This page does not open' })}>
        {gone ? (
          <p>
            {say({
              zh: '系统可能刚刚更新，或现在没有信号。重新载入一般就好，已填写的内容会保留。',
              en: 'The system may just have been updated, or there is no signal. Reloading usually helps; what you filled in is kept.',
            })}
          </p>
        ) : (
          <Trouble error={error} />
        )}
        <br />
        <Buttons>
          <Button tone="primary" onClick={() => location.reload()}>
            {say({ zh: '重新载入', en: 'Reload' })}
          </Button>
          <ButtonLink to="/">{say({ zh: '回首页', en: 'Home' })}</ButtonLink>
        </Buttons>
      </Page>
    </main>
  )
}
