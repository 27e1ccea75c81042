import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ailmentWords } from '../../kernel/things/index.ts'
import { type DeviceFilter, devicesQuery, labelsAddress, profilesQuery } from '../api/things.ts'
import { useOfficeNames } from '../case/index.ts'
import { Button, ButtonLink, Loading, Page, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { ClaimOne } from './claim-one.tsx'
import { DeviceHealth } from './device-health.tsx'
import { deviceStates } from './device-words.ts'
import { EnrolFile } from './enrol-file.tsx'
import { EnrolOne } from './enrol-one.tsx'
import { GroupCommand } from './group-command.tsx'
import styles from './things.module.css'

const kept = ['q', 'profile', 'state', 'ailment'] as const

/** The devices one answers for: looked for, with their health; enrolled one by one or by file. */
export function Devices(): JSX.Element {
  const say = useSay()
  const mayKeep = hasRole(useSession(), 'administrator', 'data-officer', 'clerk')
  const [asked, setAsked] = useSearchParams()
  const filter = Object.fromEntries(kept.map((name) => [name, asked.get(name) ?? undefined])) as DeviceFilter // by its own names
  const [words, setWords] = useState(filter.q ?? '')
  const devices = useInfiniteQuery(devicesQuery(filter))
  const { data: profiles } = useQuery(profilesQuery)
  const rows = devices.data?.pages.flatMap((page) => page.items) ?? []
  const total = devices.data?.pages[0]?.total ?? 0
  const [chosen, setChosen] = useState<readonly string[]>([])
  // Devices of one kind can be told something together.
  const kinds = new Set(rows.filter(({ id }) => chosen.includes(id)).map(({ profile }) => profile))
  const groupName =
    chosen.length === 0
      ? filter.ailment || filter.state || filter.q
        ? undefined
        : filter.profile
      : kinds.size === 1
        ? [...kinds][0]
        : undefined
  const group = profiles?.find(({ name }) => name === groupName)
  const nameOf = useOfficeNames(rows.flatMap(({ path }) => (path ? [{ office: lastOf(path), path }] : [])))
  const set = (name: (typeof kept)[number], value: string): void =>
    setAsked(
      (now) => {
        if (value) now.set(name, value)
        else now.delete(name)
        return now
      },
      { replace: true },
    )
  const titleOf = (name: string): string => {
    const found = profiles?.find((one) => one.name === name)
    return found ? say(found.title) : name
  }
  return (
    <Page
      title={say({ zh: '设备', en: 'Devices' })}
      width="wide"
      actions={
        <>
          <ButtonLink to="commands" tone="quiet">
            {say({ zh: '下发记录', en: 'What they were told' })}
          </ButtonLink>
          <ButtonLink to="profiles" tone="quiet">
            {say({ zh: '设备型号', en: 'Kinds of device' })}
          </ButtonLink>
          {mayKeep ? <EnrolOne profiles={profiles ?? []} /> : null}
          {mayKeep ? <EnrolFile /> : null}
          <ClaimOne />
        </>
      }
    >
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          set('q', words.trim())
        }}
      >
        <label>
          {say({ zh: '编号', en: 'Id' })}
          <input type="search" maxLength={100} value={words} onChange={(event) => setWords(event.target.value)} />
        </label>
        <Choose
          label={say({ zh: '型号', en: 'Kind' })}
          value={filter.profile}
          options={(profiles ?? []).map(({ name, title }) => [name, say(title)])}
          onChange={(value) => set('profile', value)}
        />
        <Choose
          label={say({ zh: '健康', en: 'Health' })}
          value={filter.ailment}
          options={Object.entries(ailmentWords).map(([name, title]) => [name, say(title)])}
          onChange={(value) => set('ailment', value)}
        />
        <Choose
          label={say({ zh: '状态', en: 'State' })}
          value={filter.state}
          options={Object.entries(deviceStates).map(([name, { words: title }]) => [name, say(title)])}
          onChange={(value) => set('state', value)}
        />
        <Button type="submit" tone="primary" icon="search">
          {say({ zh: '查', en: 'Find' })}
        </Button>
      </form>
      {devices.error ? <Trouble error={devices.error} again={() => void devices.refetch()} /> : null}
      {devices.isPending ? <Loading lines={8} /> : null}
      {devices.data ? (
        <>
          <p className={styles.count} role="status">
            {say.count(total, { zh: '{n} 台', en: { one: '{n} device', other: '{n} devices' } })}
          </p>
          <div className={styles.chosen}>
            {chosen.length > 0 ? (
              <span role="status">
                {say.count(chosen.length, { zh: '选中 {n} 台', en: { one: '{n} chosen', other: '{n} chosen' } })}
              </span>
            ) : null}
            {mayKeep && group ? <GroupCommand profile={group} chosen={chosen} all={total} /> : null}
            {chosen.length > 0 ? (
              <ButtonLink size="s" icon="download" to={labelsAddress(chosen)} reloadDocument>
                {say({ zh: '二维码标签（PDF）', en: 'QR labels (PDF)' })}
              </ButtonLink>
            ) : null}
            {chosen.length > 0 ? (
              <Button size="s" tone="quiet" onClick={() => setChosen([])}>
                {say({ zh: '全不选', en: 'Choose none' })}
              </Button>
            ) : null}
          </div>
          <Table
            caption={say({ zh: '设备', en: 'Devices' })}
            rows={rows}
            keyOf={(row) => row.id}
            columns={[
              {
                key: 'choose',
                title: say({ zh: '选', en: 'Choose' }),
                cell: (row) => (
                  <input
                    type="checkbox"
                    aria-label={say({ zh: '选中 {id}', en: 'Choose {id}' }, { id: row.id })}
                    checked={chosen.includes(row.id)}
                    disabled={chosen.length >= 200 && !chosen.includes(row.id)}
                    onChange={({ target }) =>
                      setChosen((now) => (target.checked ? [...now, row.id] : now.filter((one) => one !== row.id)))
                    }
                  />
                ),
              },
              {
                key: 'id',
                title: say({ zh: '编号', en: 'Id' }),
                head: true,
                cell: (row) => <Link to={encodeURIComponent(row.id)}>{row.id}</Link>,
              },
              { key: 'profile', title: say({ zh: '型号', en: 'Kind' }), cell: (row) => titleOf(row.profile) },
              { key: 'health', title: say({ zh: '健康', en: 'Health' }), cell: (row) => <DeviceHealth device={row} /> },
              {
                key: 'heard',
                title: say({ zh: '最近上报', en: 'Last heard' }),
                cell: (row) => (row.heardAt ? <span className="unit">{sayWhen(say, row.heardAt)}</span> : '—'),
              },
              {
                key: 'office',
                title: say({ zh: '谁负责', en: 'Who answers' }),
                cell: (row) => (row.path ? nameOf(lastOf(row.path)) : '—'),
              },
            ]}
          />
          {devices.hasNextPage ? (
            <Button busy={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
              {say({ zh: '更多', en: 'More' })}
            </Button>
          ) : null}
        </>
      ) : null}
    </Page>
  )
}

const lastOf = (path: string): string => path.split('/').at(-1) ?? path

function Choose({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly onChange: (value: string) => void
}): JSX.Element {
  const say = useSay()
  return (
    <label>
      {label}
      <select value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
        <option value="">{say({ zh: '全部', en: 'All' })}</option>
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}
