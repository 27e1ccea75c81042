import { type JSX, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { text } from '../../kernel/record/index.ts'
import { FieldView } from '../kit/form/index.ts'
import { Button, Message, Page, useSay } from '../kit/index.ts'
import styles from './find.module.css'
import { readCode } from './read-code.ts'
import { RecentReports } from './recent-reports.tsx'

const field = text(
  { zh: '查询码', en: 'Code' },
  {
    hint: {
      zh: '12 位字母和数字，在回执、短信和链接里',
      en: '12 letters and digits, on the receipt, in the message and the link',
    },
  },
)

/** Finding a report by its code. */
export function Find(): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const go = (): void => {
    const code = readCode(typed)
    if (code) void navigate(`/t/${code}`)
    else setWrong(true)
  }
  return (
    <Page title={say({ zh: '查办理进展', en: 'Follow a report' })}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <FieldView
          name="code"
          field={field}
          value={typed}
          onChange={(value) => {
            setTyped(String(value ?? ''))
            setWrong(false)
          }}
          fault={
            wrong
              ? {
                  field: 'code',
                  says: {
                    zh: '查询码是 12 位字母和数字，也可以粘贴整条链接',
                    en: 'The code has 12 letters and digits; you may paste the whole link',
                  },
                }
              : undefined
          }
        />
        <Button type="submit" tone="primary">
          {say({ zh: '查看', en: 'See it' })}
        </Button>
      </form>
      <Message title={say({ zh: '只有编号，没有查询码？', en: 'You have the number but not the code?' })}>
        <p>
          {say({
            zh: '为保护反映人，编号不能公开查询。',
            en: 'A number alone opens nothing, to protect those who report.',
          })}{' '}
          <Link to="/sign-in?to=/mine">{say({ zh: '登录后看我的诉求', en: 'Sign in to see your reports' })}</Link>
          {say({ zh: '，或拨打 ', en: ', or call ' })}
          <a href="tel:12345">12345</a>
          {say({ zh: '。', en: '.' })}
        </p>
      </Message>
      <RecentReports />
    </Page>
  )
}
