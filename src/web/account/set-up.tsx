import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useNavigate } from 'react-router'
import { text } from '../../kernel/record/index.ts'
import { setUpCity } from '../api/account.ts'
import { setUpQuery } from '../api/session.ts'
import { FaultSummary, FieldView, useForm, type Values } from '../kit/form/index.ts'
import { Button, ButtonLink, Empty, Page, Trouble, useSay } from '../kit/index.ts'
import { enter } from '../shell/session.ts'
import styles from './account.module.css'
import { Loaded } from './loaded.tsx'
import { NewPassword } from './new-password.tsx'

const fields = {
  code: text(
    { zh: '初始化代码', en: 'Set-up code' },
    { hint: { zh: '服务器启动时打印在控制台上', en: 'The server printed it when it started' }, max: 100 },
  ),
  name: text({ zh: '您的姓名', en: 'Your name' }, { max: 100 }),
  login: text({ zh: '用户名', en: 'User name' }, { max: 64 }),
}
const looks = {
  code: { autoComplete: 'one-time-code' },
  name: { autoComplete: 'name' },
  login: { autoComplete: 'username' },
}

/** The first administrator of an empty city. */
export function SetUp(): JSX.Element {
  const say = useSay()
  const needed = useQuery(setUpQuery)
  return (
    <Page title={say({ zh: '初始化城市', en: 'Set up the city' })}>
      <Loaded query={needed}>
        {(data) =>
          data.needed ? (
            <FirstAdministrator />
          ) : (
            <Empty
              icon="check"
              title={say({ zh: '这座城市已经初始化', en: 'This city is set up already' })}
              action={<ButtonLink to="/sign-in">{say({ zh: '登录', en: 'Sign in' })}</ButtonLink>}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

function FirstAdministrator(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [values, setValues] = useState<Values>({})
  const [password, setPassword] = useState('')
  const form = useForm(fields, values, setValues)
  const make = useMutation({
    mutationFn: (given: Values) =>
      setUpCity({ code: String(given.code), name: String(given.name), login: String(given.login), password }),
    onSuccess: (session) => {
      enter(queries, session)
      void navigate('/admin', { replace: true })
    },
    onError: form.refuse,
  })
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const good = form.check()
        if (good && password !== '' && !make.isPending) make.mutate(good)
      }}
    >
      <p>
        {say({
          zh: '第一位管理员持市级管理员岗位，可以再新增其他人。',
          en: 'The first administrator holds the city’s administrator post and can enter everybody else.',
        })}
      </p>
      <FaultSummary form={form} id="set-up" box={{ current: null }} />
      {make.error ? <Trouble error={make.error} /> : null}
      {form.asked.map(([name, field]) => (
        <FieldView
          key={name}
          id={`set-up-${name}`}
          name={name}
          field={field}
          value={values[name]}
          onChange={(value) => form.set(name, value)}
          fault={form.faults.find((fault) => fault.field === name)}
          as={looks[name as keyof typeof looks]} // the fields above have the same names
        />
      ))}
      <NewPassword value={password} onChange={setPassword} />
      <div>
        <Button type="submit" tone="primary" busy={make.isPending}>
          {say({ zh: '完成初始化', en: 'Set up' })}
        </Button>
      </div>
    </form>
  )
}
