import { useQuery } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { distance, isPoint, type Point } from '../../kernel/place/index.ts'
import { choice, type Fields, files, longText, place } from '../../kernel/record/index.ts'
import { type Component, filingTableQuery, gridComponentsQuery, todayQuery } from '../api/patrol.ts'
import { QuickForm, type Values } from '../kit/form/index.ts'
import { Combobox, Message, notify, Page, StateMark, useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { keepOrSend } from './keep-or-send.ts'
import styles from './patrol.module.css'
import { RulePart } from './rule-part.tsx'
import { type Here, positionOf, useHere } from './use-here.ts'
import { kindTitle, ownerOf, sayMetres } from './words.ts'

const fields: Fields = {
  what: longText({ zh: '发现了什么', en: 'What was found' }, { min: 2, max: 2000 }),
  photos: files({ zh: '照片', en: 'Photos' }, { optional: true, max: 6 }),
  severity: choice(
    { zh: '程度', en: 'How bad' },
    {
      notice: { zh: '轻微', en: 'Slight' },
      warning: { zh: '一般', en: 'Usual' },
      serious: { zh: '严重', en: 'Serious' },
    },
    { optional: true },
  ),
}
const withPlace: Fields = { ...fields, where: place({ zh: '位置', en: 'Where' }) }

/** A place given in the address, `lng,lat`. */
function placeIn(text: string | null): Point | undefined {
  const [lng = Number.NaN, lat = Number.NaN] = (text ?? '').split(',').map(Number)
  return text !== null && isPoint({ lng, lat }) ? { lng, lat } : undefined
}

/** Reports what was found: its class with the filing condition, the component, photos, the position. Works without a signal. */
export function FindPage(): JSX.Element {
  const say = useSay()
  const go = useNavigate()
  const kindId = useId()
  const componentId = useId()
  const [search] = useSearchParams()
  const person = useSession()?.actor.id ?? ''
  const { here, isRefused } = useHere()
  const table = useQuery(filingTableQuery).data
  const grid = useQuery(todayQuery).data?.grids[0]
  const components = useQuery({ ...gridComponentsQuery(grid?.code ?? ''), enabled: grid !== undefined }).data ?? []
  const [kind, setKind] = useState(search.get('kind') ?? '')
  const [code, setCode] = useState(search.get('component') ?? '')
  const given = placeIn(search.get('at'))
  const rule = table?.rows.find((one) => one.kind === kind)
  const component = components.find((one) => one.code === code)
  const needsPlace = !here && !component && !given
  const isComponent = kind.startsWith('component:')
  const send = (values: Values) => {
    const { route, stop } = Object.fromEntries(search)
    const marked = pointOf(values.where)
    return keepOrSend({
      ...{ group: `found ${crypto.randomUUID()}`, person, path: '/api/patrol/findings' },
      body: {
        ...{ clientAt: new Date().toISOString(), kind, text: values.what, ...positionOf(here) },
        ...(Array.isArray(values.photos) && { photos: values.photos }),
        ...(typeof values.severity === 'string' && { severity: values.severity }),
        ...(isComponent && component && { component: component.code }),
        ...(marked ? { point: marked } : !here && !component && given ? { point: given } : {}),
        ...(route && { route }),
        ...(stop && { stop }),
      },
      ...{ title: { zh: '上报发现', en: 'Finding reported' }, about: rule ? say(rule.title) : kind },
    })
  }
  return (
    <Page
      title={say({ zh: '上报发现', en: 'Report a finding' })}
      back={{ to: '/desk/patrol', words: say({ zh: '今天的巡查', en: 'Today’s patrol' }) }}
    >
      <div className={styles.stack}>
        <Position here={here} isRefused={isRefused} />
        <div className={styles.field}>
          <label htmlFor={kindId}>{say({ zh: '类别', en: 'Class' })}</label>
          <Combobox
            id={kindId}
            value={kind}
            options={(table?.rows ?? []).map((one) => ({
              ...{ value: one.kind, title: say(one.title), also: `${one.title.zh} ${one.title.en}` },
              detail: say(table?.majors[one.kind.slice(0, -2)] ?? { zh: one.kind, en: one.kind }),
            }))}
            onChange={(value) => {
              setKind(value ?? '')
              setCode('')
            }}
          />
        </div>
        {rule ? <RulePart rule={rule} /> : null}
        {isComponent ? (
          <div className={styles.field}>
            <label htmlFor={componentId}>{say({ zh: '部件（由近到远）', en: 'Component, the nearest first' })}</label>
            <Combobox
              id={componentId}
              value={code}
              options={nearest(components, kind, here ?? given).map((one) => ({
                ...{ value: one.code, title: one.title, also: one.code },
                detail: [ownerOf(say, one.ownership), here ? sayMetres(say, distance(here, one)) : '']
                  .filter(Boolean)
                  .join(' · '),
              }))}
              onChange={(value) => setCode(value ?? '')}
            />
            {component ? (
              <p className={styles.quiet}>
                {kindTitle(say, table, component.kind)} · {ownerOf(say, component.ownership)} · {component.keeper} ·{' '}
                {component.code}
              </p>
            ) : null}
          </div>
        ) : null}
        {rule ? (
          <QuickForm
            fields={needsPlace ? withPlace : fields}
            submit={say({ zh: '上报', en: 'Report' })}
            run={send}
            onDone={({ id, isQueued }) => {
              if (!isQueued) return void go(`/desk/patrol/findings/${id}`)
              notify({ zh: '发现：已存在本机', en: 'Finding: kept on this device' })
              void go('/desk/patrol')
            }}
          />
        ) : (
          <Message title={say({ zh: '先选类别', en: 'Choose the class first' })}>
            {say({
              zh: '选好后显示立案条件和处置时限。',
              en: 'Its filing condition and limit are shown then.',
            })}
          </Message>
        )}
      </div>
    </Page>
  )
}

const nearest = (components: readonly Component[], kind: string, from: Point | undefined): readonly Component[] => {
  const own = components.filter((one) => one.kind === kind)
  return from ? own.toSorted((a, b) => distance(from, a) - distance(from, b)) : own
}

/** The point of a place field. */
function pointOf(value: unknown): Point | undefined {
  const point = typeof value === 'object' && value !== null && 'point' in value ? value.point : undefined
  if (!Array.isArray(point)) return undefined
  const [lng = Number.NaN, lat = Number.NaN] = point.map(Number)
  return isPoint({ lng, lat }) ? { lng, lat } : undefined
}

/** How well the device knows where it is. */
function Position({ here, isRefused }: { readonly here: Here | undefined; readonly isRefused: boolean }): JSX.Element {
  const say = useSay()
  return (
    <p role="status">
      {here ? (
        <StateMark shape="done">
          {say({ zh: '已定位，误差约 {n} 米', en: 'Position known to about {n} m' }, { n: Math.round(here.accuracy) })}
        </StateMark>
      ) : (
        <StateMark shape={isRefused ? 'soon' : 'waiting'} tone={isRefused ? 'soon' : 'still'}>
          {isRefused
            ? say({ zh: '没有定位许可', en: 'Position not allowed' })
            : say({ zh: '正在定位', en: 'Finding the position' })}
        </StateMark>
      )}
    </p>
  )
}
