import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import { text } from '../../kernel/record/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { DialogForm } from '../admin/dialog-form.tsx'
import { ShownOnce } from '../admin/shown-once.tsx'
import {
  type Device,
  type DeviceState,
  deviceQuery,
  labelsAddress,
  profilesQuery,
  renewDeviceSecret,
  setDeviceState,
  wantOfDevice,
} from '../api/things.ts'
import { useOfficeNames } from '../case/index.ts'
import {
  ButtonLink,
  Buttons,
  DemoMark,
  Facts,
  Loading,
  Page,
  Section,
  StateMark,
  sayInstant,
  sayWhen,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { DeviceCommands } from './device-commands.tsx'
import { DeviceHealth } from './device-health.tsx'
import { DeviceReadings } from './device-readings.tsx'
import { faultRemedies, remedies } from './device-words.ts'
import styles from './things.module.css'
import { WantedAndReported } from './wanted.tsx'

const touched = [['things']]

/** One device: how it is and why, what it measures, what it should run, what it was told. */
export function DevicePage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const { pathname } = useLocation()
  const device = useQuery(deviceQuery(id))
  const title = device.data?.title ? say(device.data.title) : id
  return (
    <Page
      title={title}
      width="wide"
      back={{ to: pathname.slice(0, pathname.lastIndexOf('/')), words: say({ zh: '设备', en: 'Devices' }) }}
      actions={device.data && !device.isPending ? <Acts device={device.data} /> : null}
    >
      {device.error ? <Trouble error={device.error} again={() => void device.refetch()} /> : null}
      {device.isPending ? <Loading lines={6} /> : null}
      {device.data ? <Whole device={device.data} /> : null}
    </Page>
  )
}

function Whole({ device }: { readonly device: Device }): JSX.Element {
  const say = useSay()
  const { data: profiles } = useQuery(profilesQuery)
  const profile = profiles?.find(({ name }) => name === device.profile)
  const office = device.path?.split('/').at(-1)
  const nameOf = useOfficeNames(device.path && office ? [{ office, path: device.path }] : [])
  return (
    <>
      <Facts
        facts={[
          [
            say({ zh: '健康', en: 'Health' }),
            <span key="health">
              <DeviceHealth device={device} /> {device.isDemo ? <DemoMark short /> : null}
            </span>,
          ],
          [
            say({ zh: '型号', en: 'Kind' }),
            <Link key="kind" to={`../devices/profiles/${device.profile}`}>
              {profile ? say(profile.title) : device.profile}
            </Link>,
          ],
          [say({ zh: '编号', en: 'Id' }), <code key="id">{device.id}</code>],
          [say({ zh: '谁负责', en: 'Who answers' }), office ? nameOf(office) : '—'],
          [
            say({ zh: '位置', en: 'Place' }),
            device.lng !== null && device.lat !== null ? (
              <ButtonLink
                key="place"
                size="s"
                icon="map"
                to={`/city/map?layers=twin.all:points&c=${device.lng},${device.lat}&z=15&e=twin.all~${encodeURIComponent(device.entity)}`}
              >
                {device.lat.toFixed(5)}, {device.lng.toFixed(5)}
              </ButtonLink>
            ) : (
              '—'
            ),
          ],
          ...(device.asset
            ? [[say({ zh: '装在', en: 'On asset' }), <code key="asset">{device.asset}</code>] as const]
            : []),
          ...(device.parent
            ? [
                [
                  say({ zh: '经网关', en: 'Through gateway' }),
                  <Link key="parent" to={`../devices/${encodeURIComponent(device.parent)}`}>
                    {device.parent}
                  </Link>,
                ] as const,
              ]
            : []),
          [say({ zh: '最近上报', en: 'Last heard' }), device.heardAt ? sayWhen(say, device.heardAt) : '—'],
          [say({ zh: '登记于', en: 'Enrolled' }), sayInstant(say, device.enrolledAt)],
        ]}
      />
      <Section title={say({ zh: '健康原因', en: 'Why its health is so' })}>
        <Reasons device={device} />
      </Section>
      <DeviceReadings device={device} measures={profile?.measures ?? {}} />
      <WantedAndReported device={device} />
      {profile && Object.keys(profile.commands).length > 0 ? (
        <DeviceCommands device={device} commands={profile.commands} />
      ) : null}
    </>
  )
}

/** What ails it and since when; what was wrong with what it sent. */
function Reasons({ device }: { readonly device: Device }): JSX.Element {
  const say = useSay()
  if (device.health.length === 0 && device.faults.length === 0)
    return <p>{say({ zh: '没有发现问题。', en: 'Nothing is wrong with it.' })}</p>
  return (
    <ul className={styles.ailments}>
      {device.health.map(({ ailment, title, since }) => (
        <li key={ailment}>
          <StateMark shape="urgent" tone="urgent">
            {say(title)}
          </StateMark>
          {since ? <span>{say({ zh: '自 {when}', en: 'since {when}' }, { when: sayInstant(say, since) })}</span> : null}
          <span className={styles.remedy}>{say(remedies[ailment])}</span>
        </li>
      ))}
      {device.faults.map(({ fault, count, lastAt, detail }) => (
        <li key={fault}>
          <StateMark shape="soon" tone="soon">
            {detail}
          </StateMark>
          <span className={styles.quiet}>
            {say.count(count, { zh: '{n} 次', en: { one: 'once', other: '{n} times' } })} · {sayWhen(say, lastAt)}
          </span>
          {faultRemedies[fault] ? <span className={styles.remedy}>{say(faultRemedies[fault])}</span> : null}
        </li>
      ))}
    </ul>
  )
}

/** What its keeper may do with it. */
function Acts({ device }: { readonly device: Device }): JSX.Element | null {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator', 'data-officer', 'clerk')
  const [secret, setSecret] = useState<string>()
  if (!may) return null
  const become = (state: DeviceState) => () => setDeviceState(device.id, state)
  return (
    <Buttons>
      <DialogForm<void>
        words={say({ zh: '设定固件', en: 'Want firmware' })}
        submit={say({ zh: '设定', en: 'Set' })}
        fields={{ firmware: text({ zh: '固件版本', en: 'Version of the firmware' }, { max: 100 }) }}
        start={{ firmware: device.firmware.wanted ?? '' }}
        run={({ firmware }) => wantOfDevice(device.id, { firmware })}
        said={{ zh: '已设定，设备下次连接时得知', en: 'Set: the device hears of it when it next connects' }}
        touches={touched}
      />
      <ActButton
        words={say({ zh: '换密钥', en: 'New secret' })}
        ask={say({
          zh: '旧密钥立即失效，设备要写入新的。',
          en: 'The old one ends at once; the device needs the new one.',
        })}
        run={() => renewDeviceSecret(device.id)}
        touches={touched}
        onDone={(given) => setSecret(given.secret)}
      />
      <ButtonLink size="s" icon="download" to={labelsAddress([device.id])} reloadDocument>
        {say({ zh: '二维码标签', en: 'QR label' })}
      </ButtonLink>
      {device.state === 'revoked' ? null : (
        <ActButton
          words={say({ zh: '吊销', en: 'Revoke' })}
          tone="danger"
          ask={say({
            zh: '密钥可能泄露时用：密钥和证书立即作废，连接立即断开；要再用它须换新密钥并启用。',
            en: 'For when its secret may be known to others: secret and certificate end at once, its connection is cut; to use it again give it a new secret and switch it on.',
          })}
          run={become('revoked')}
          said={{ zh: '已吊销', en: 'Revoked' }}
          touches={touched}
        />
      )}
      {device.state === 'active' ? (
        <ActButton
          words={say({ zh: '停用', en: 'Switch off' })}
          tone="danger"
          ask={say({
            zh: '它的上报不再接收，直到重新启用。',
            en: 'What it sends is refused until it is switched on again.',
          })}
          run={become('off')}
          said={{ zh: '已停用', en: 'Switched off' }}
          touches={touched}
        />
      ) : (
        <ActButton
          words={say({ zh: '启用', en: 'Switch on' })}
          run={become('active')}
          said={{ zh: '已启用', en: 'Switched on' }}
          touches={touched}
        />
      )}
      <ShownOnce
        title={say({ zh: '设备密钥', en: 'Secret of the device' })}
        note={say({ zh: '只显示这一次，请现在写入设备。', en: 'Shown this once: put it into the device now.' })}
        text={secret}
        onClose={() => setSecret(undefined)}
      />
    </Buttons>
  )
}
