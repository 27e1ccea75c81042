import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, useMemo, useState } from 'react'
import { choice, choices, integer, officeField, type PlaceValue, place, text } from '../../kernel/record/index.ts'
import { type Board, type Crew, type CrewEntry, keepCrew, type Terms } from '../api/dispatch.ts'
import { officeNamesQuery, officesQuery } from '../api/offices.ts'
import { FormView, useForm, type Values } from '../kit/form/index.ts'
import { Message, Trouble, useSay } from '../kit/index.ts'
import { CrewPeople } from './crew-people.tsx'
import { CrewShifts } from './crew-shifts.tsx'

/** What the server asks of a crew, as fields; kilometres instead of metres. */
function fieldsOf(terms: Terms, serves: Readonly<Record<string, { readonly zh: string; readonly en: string }>>) {
  const named = (all: Terms['skills']) => Object.fromEntries(all.map(({ name, title }) => [name, title]))
  return {
    zh: text({ zh: '名称', en: 'Name in Chinese' }, { max: 60 }),
    en: text({ zh: '英文名称', en: 'Name in English' }, { max: 100, optional: true }),
    office: officeField({ zh: '所属机构', en: 'Office' }),
    serves: choice({ zh: '服务范围', en: 'Goes to tasks of' }, serves),
    skills: choices({ zh: '技能', en: 'Skills' }, named(terms.skills)),
    vehicle: choice({ zh: '车辆', en: 'Vehicle' }, named(terms.vehicles)),
    reach: integer(
      { zh: '最远距离', en: 'Goes no further than' },
      {
        ...{ min: 1, max: 100, unit: { zh: '公里', en: 'km' } },
        hint: { zh: '从驻地起的直线距离', en: 'From its home, in a straight line' },
      },
    ),
    home: place(
      { zh: '驻地', en: 'Home' },
      { hint: { zh: '选一个地址，或在地图上标出', en: 'Choose an address, or mark it on the map' } },
    ),
  }
}

const valuesOf = (board: Board, crew: Crew | undefined): Values =>
  crew
    ? {
        ...{ zh: crew.title.zh, en: crew.title.en, office: crew.office, serves: crew.serves, skills: crew.skills },
        ...{ vehicle: crew.vehicle, reach: Math.round(crew.reach / 1_000), home: { point: [crew.lng, crew.lat] } },
      }
    : { office: board.office, serves: board.path, reach: 5 }

/** The parts of the tree that a crew of an office may serve: the office's own, and each above it within the board. */
function useParts(
  board: Board,
  office: string,
): Readonly<Record<string, { readonly zh: string; readonly en: string }>> {
  const { data: names } = useQuery(officeNamesQuery)
  const { data: found } = useQuery(officesQuery({ within: board.path, limit: 1_000 }))
  return useMemo(() => {
    const path = found?.items.find(({ id }) => id === office)?.path ?? names?.get(office)?.path ?? board.path
    const parts = path.split('/')
    const from = board.path.split('/').length
    const above = parts.slice(from - 1).map((_, index) => parts.slice(0, from + index).join('/'))
    return Object.fromEntries(
      above.map((one) => {
        const id = one.split('/').at(-1) ?? ''
        const title = found?.items.find((other) => other.id === id)?.title ?? names?.get(id)?.title
        return [one, title ?? { zh: id, en: id }]
      }),
    )
  }, [board, office, names, found])
}

/** Enters a crew, or changes one: name, office, skills, vehicle, home, people, shifts. */
export function CrewForm({
  board,
  terms,
  crew,
  onDone,
  onClose,
}: {
  readonly board: Board
  readonly terms: Terms
  readonly crew: Crew | undefined
  readonly onDone: () => void
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const [values, setValues] = useState<Values>(() => valuesOf(board, crew))
  const [people, setPeople] = useState({ members: crew?.members ?? [], lead: crew?.lead ?? '' })
  const [shifts, setShifts] = useState(crew?.shifts ?? [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: 480, until: 1_080 }])
  const [missing, setMissing] = useState<'home' | 'people' | 'shifts'>()
  const parts = useParts(board, typeof values.office === 'string' ? values.office : board.office)
  const fields = useMemo(() => fieldsOf(terms, parts), [terms, parts])
  const form = useForm(fields, values, setValues)
  const keep = useMutation({
    mutationFn: (entry: CrewEntry) => keepCrew(entry, crew?.id),
    onSuccess: onDone,
  })
  const send = (good: Values) => {
    const { point } = (good.home ?? {}) as PlaceValue // the field above
    const isEmpty = shifts.some(({ weekdays }) => weekdays.length === 0)
    const lacks = point === undefined ? 'home' : people.members.length === 0 ? 'people' : isEmpty ? 'shifts' : undefined
    setMissing(lacks)
    if (lacks || point === undefined) return
    const zh = String(good.zh)
    keep.mutate({
      ...{ title: { zh, en: String(good.en ?? zh) }, office: String(good.office), serves: String(good.serves) },
      ...{ skills: good.skills as readonly string[], vehicle: String(good.vehicle), reach: Number(good.reach) * 1_000 }, // choices give texts
      ...{ lng: point[0], lat: point[1], shifts, ...people },
    })
  }
  return (
    <FormView
      form={form}
      submit={say({ zh: '保存班组', en: 'Keep the crew' })}
      busy={keep.isPending}
      onSubmit={send}
      onCancel={onClose}
      before={
        <>
          {keep.error ? <Trouble error={keep.error} /> : null}
          {missing ? (
            <Message tone="warning" live title={say({ zh: '还差一项', en: 'One thing is missing' })}>
              {say(lacking[missing])}
            </Message>
          ) : null}
        </>
      }
      extra={{
        home: (
          <>
            <CrewPeople within={board.path} {...people} onChange={(members, lead) => setPeople({ members, lead })} />
            <CrewShifts shifts={shifts} onChange={setShifts} />
          </>
        ),
      }}
    />
  )
}

const lacking = {
  home: {
    zh: '驻地只有文字，没有位置：请从列出的地址中选一个，或在地图上标出。',
    en: 'The home has words but no position: choose one of the addresses listed, or mark it on the map.',
  },
  people: { zh: '请至少加入一人。', en: 'Add at least one person.' },
  shifts: { zh: '每个班次至少选一天。', en: 'Choose at least one day for each shift.' },
} as const
