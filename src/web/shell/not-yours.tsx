import type { JSX } from 'react'
import { ButtonLink, Buttons, Empty, Page, useSay } from '../kit/index.ts'
import { deskWords } from './desk-words.ts'
import { desksOf, useSession } from './session.ts'

/** A page that exists, but not for any of the person's posts: said once, with the desks that are his. */
export function NotYours({ title }: { readonly title: string }): JSX.Element {
  const say = useSay()
  const desks = desksOf(useSession())
  return (
    <Page title={title}>
      <Empty
        icon="shield"
        title={say({ zh: '您的岗位不看这一页', en: 'This page is not for your post' })}
        action={
          <Buttons>
            {desks.map((desk) => (
              <ButtonLink key={desk} to={`/${desk}`}>
                {say(deskWords[desk])}
              </ButtonLink>
            ))}
          </Buttons>
        }
      >
        {say({
          zh: '如确有需要，请联系本单位管理员。',
          en: 'If your work needs it, ask the administrator of your office.',
        })}
      </Empty>
    </Page>
  )
}
