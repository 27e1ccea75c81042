import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { text } from '../../kernel/record/index.ts'
import {
  changePassword,
  devicesQuery,
  endDevice,
  endOtherDevices,
  passkeysQuery,
  removePasskey,
} from '../api/account.ts'
import { addPasskey } from '../api/passkeys.ts'
import { FieldView } from '../kit/form/index.ts'
import { Button, Empty, Message, notify, Section, StateMark, sayDate, sayWhen, Trouble, useSay } from '../kit/index.ts'
import styles from './account.module.css'
import { AccountPage } from './account-page.tsx'
import { ActButton } from './act-button.tsx'
import { ActForm } from './act-form.tsx'
import { Loaded } from './loaded.tsx'
import { NewPassword } from './new-password.tsx'

/** Passkeys, password and the devices on which one is signed in. */
export function Security(): JSX.Element {
  const say = useSay()
  return (
    <AccountPage title={say({ zh: '登录与安全', en: 'Signing in' })}>
      <Passkeys />
      <Password />
      <Devices />
    </AccountPage>
  )
}

const keyFields = {
  title: text(
    { zh: '给这把密钥起个名字', en: 'A name for this key' },
    { max: 60, hint: { zh: '例如：办公室电脑', en: 'For example: office computer' } },
  ),
}
const keysKey = [passkeysQuery.queryKey]

function Passkeys(): JSX.Element {
  const say = useSay()
  const keys = useQuery(passkeysQuery)
  const [adding, setAdding] = useState(false)
  return (
    <Section title={say({ zh: '通行密钥', en: 'Passkeys' })}>
      <p>
        {say({
          zh: '用设备的指纹、面容或锁屏密码登录，比密码更难被骗走。',
          en: 'Signs you in with the device’s fingerprint, face or lock code; harder to steal than a password.',
        })}
      </p>
      <div className={styles.after}>
        <Loaded query={keys}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="shield" title={say({ zh: '还没有通行密钥', en: 'No passkey yet' })} />
            ) : (
              <ul className={styles.list}>
                {items.map((key) => (
                  <li key={key.id}>
                    <span>
                      {key.title}
                      <small>
                        {say({ zh: '{day} 添加', en: 'added {day}' }, { day: sayDate(say, key.madeAt) })}
                        {' · '}
                        {key.usedAt
                          ? say({ zh: '上次使用 {when}', en: 'last used {when}' }, { when: sayWhen(say, key.usedAt) })
                          : say({ zh: '未用过', en: 'never used' })}
                        {key.backedUp ? say({ zh: ' · 已备份', en: ' · backed up' }) : ''}
                      </small>
                    </span>
                    <ActButton
                      words={say({ zh: '移除', en: 'Remove' })}
                      label={say({ zh: '移除 {title}', en: 'Remove {title}' }, { title: key.title })}
                      tone="danger"
                      ask={say(
                        { zh: '移除后不能再用“{title}”登录。', en: '“{title}” will no longer sign you in.' },
                        { title: key.title },
                      )}
                      run={() => removePasskey(key.id)}
                      said={{ zh: '通行密钥已移除', en: 'Passkey removed' }}
                      touches={keysKey}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
      <div className={styles.after}>
        {'PublicKeyCredential' in window ? (
          adding ? (
            <ActForm
              fields={keyFields}
              submit={say({ zh: '添加', en: 'Add' })}
              run={({ title }) => addPasskey(String(title))}
              said={{ zh: '通行密钥已添加', en: 'Passkey added' }}
              touches={keysKey}
              onDone={() => setAdding(false)}
              onCancel={() => setAdding(false)}
            />
          ) : (
            <Button icon="plus" onClick={() => setAdding(true)}>
              {say({ zh: '添加通行密钥', en: 'Add a passkey' })}
            </Button>
          )
        ) : (
          <Message>{say({ zh: '这个浏览器不支持通行密钥。', en: 'This browser knows no passkeys.' })}</Message>
        )}
      </div>
    </Section>
  )
}

const current = text(
  { zh: '现在的密码', en: 'Current password' },
  { optional: true, hint: { zh: '从未设置过密码则留空', en: 'Leave empty if you never set one' } },
)

function Password(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [before, setBefore] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword(next, before),
    onSuccess: async () => {
      setBefore('')
      setNext('')
      notify({ zh: '密码已修改，其他设备已退出', en: 'Password changed; other devices are signed out' })
      await queries.invalidateQueries({ queryKey: devicesQuery.queryKey })
    },
  })
  return (
    <Section title={say({ zh: '密码', en: 'Password' })}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!change.isPending && next !== '') change.mutate()
        }}
      >
        {change.error ? <Trouble error={change.error} /> : null}
        <FieldView
          name="current-password"
          field={current}
          value={before}
          onChange={(typed) => setBefore(String(typed ?? ''))}
          as={{ type: 'password', autoComplete: 'current-password', width: '26rem' }}
        />
        <NewPassword value={next} onChange={setNext} />
        <div>
          <Button type="submit" busy={change.isPending}>
            {say({ zh: '修改密码', en: 'Change the password' })}
          </Button>
        </div>
      </form>
    </Section>
  )
}

const devicesKey = [devicesQuery.queryKey]

function Devices(): JSX.Element {
  const say = useSay()
  const devices = useQuery(devicesQuery)
  return (
    <Section
      title={say({ zh: '已登录的设备', en: 'Where I am signed in' })}
      actions={
        (devices.data?.items.length ?? 0) > 1 ? (
          <ActButton
            words={say({ zh: '退出其他设备', en: 'Sign out elsewhere' })}
            tone="danger"
            ask={say({ zh: '除这台外，所有设备都要重新登录。', en: 'All devices but this one have to sign in again.' })}
            run={endOtherDevices}
            said={{ zh: '其他设备已退出', en: 'Signed out elsewhere' }}
            touches={devicesKey}
          />
        ) : undefined
      }
    >
      <Loaded query={devices}>
        {({ items }) => (
          <ul className={styles.list}>
            {items.map((device) => (
              <li key={device.id}>
                <span>
                  {device.device || say({ zh: '未知设备', en: 'Unknown device' })}{' '}
                  <span className={styles.quiet}>{device.address}</span>
                  <small>
                    {say(
                      { zh: '{from} 登录 · 最近使用 {seen}', en: 'signed in {from} · last seen {seen}' },
                      { from: sayWhen(say, device.createdAt), seen: sayWhen(say, device.seenAt) },
                    )}
                  </small>
                </span>
                {device.current ? (
                  <StateMark shape="done" tone="active">
                    {say({ zh: '这台设备', en: 'This device' })}
                  </StateMark>
                ) : (
                  <ActButton
                    words={say({ zh: '退出', en: 'Sign out' })}
                    label={say({ zh: '退出 {device}', en: 'Sign out of {device}' }, { device: device.device })}
                    run={() => endDevice(device.id)}
                    said={{ zh: '已退出', en: 'Signed out' }}
                    touches={devicesKey}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}
