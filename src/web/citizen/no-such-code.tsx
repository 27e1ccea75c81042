import type { JSX } from 'react'
import { ButtonLink, Empty, Page, useSay } from '../kit/index.ts'

/** What stands in a link is no code at all: cut off, or typed wrongly. */
export function NoSuchCode(): JSX.Element {
  const say = useSay()
  return (
    <Page title={say({ zh: '查看进展', en: 'Progress' })}>
      <Empty
        icon="search"
        title={say({ zh: '链接里的查询码不完整', en: 'The code in this link is not whole' })}
        action={
          <ButtonLink tone="primary" to="/find">
            {say({ zh: '输入查询码', en: 'Type the code' })}
          </ButtonLink>
        }
      >
        {say({
          zh: '查询码是 12 位字母和数字。请重新复制整条链接，或照回执输入查询码。',
          en: 'A code has 12 letters and digits. Copy the whole link again, or type the code from the receipt.',
        })}
      </Empty>
    </Page>
  )
}
