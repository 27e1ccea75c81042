import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { ListView } from '../api/cases.ts'
import { officesQuery } from '../api/offices.ts'
import { packQuery, packsQuery } from '../api/packs.ts'
import { divisionsQuery } from '../api/registry.ts'
import { Button, Combobox, Dialog, useSay } from '../kit/index.ts'
import styles from './list-filters.module.css'

const names = ['class', 'office', 'division', 'kind', 'status', 'figure', 'met', 'from', 'to']

/** Narrows a list by class, office, place or kind. What narrows it stands in the address, so a list can be sent to a colleague. */
export function ListFilters({ view }: { readonly view: ListView }): JSX.Element {
  const say = useSay()
  const [asked, setAsked] = useSearchParams()
  const [open, setOpen] = useState(false)
  const active = names.filter((name) => asked.has(name)).length
  const set = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(asked)
    if (value) next.set(name, value)
    else next.delete(name)
    setAsked(next, { replace: true })
  }
  return (
    <span className={styles.filters}>
      {active > 0 ? (
        <Button size="s" tone="quiet" icon="cross" onClick={() => setAsked({}, { replace: true })}>
          {say({ zh: '清除筛选', en: 'Clear' })}
        </Button>
      ) : null}
      <Button size="s" icon="list" onClick={() => setOpen(true)}>
        {active > 0 ? say({ zh: '筛选 · {n}', en: 'Filter · {n}' }, { n: active }) : say({ zh: '筛选', en: 'Filter' })}
      </Button>
      <Dialog side title={say({ zh: '筛选', en: 'Filter' })} open={open} onClose={() => setOpen(false)}>
        <Fields view={view} asked={asked} set={set} />
      </Dialog>
    </span>
  )
}

function Fields({
  view,
  asked,
  set,
}: {
  readonly view: ListView
  readonly asked: URLSearchParams
  readonly set: (name: string, value: string | undefined) => void
}): JSX.Element {
  const say = useSay()
  const [text, setText] = useState('')
  const { data: packs } = useQuery(packsQuery)
  const { data: pack } = useQuery(packQuery(packs?.[0]?.name ?? ''))
  const { data: offices } = useQuery(officesQuery({ text, limit: 40 }))
  const { data: divisions } = useQuery(divisionsQuery())
  const classes = Object.values(pack?.taxonomies ?? {}).flatMap((taxonomy) => taxonomy.classes)
  return (
    <div className={styles.fields}>
      <Labelled title={say({ zh: '分类', en: 'Class' })}>
        {(label) => (
          <Combobox
            label={label}
            value={asked.get('class') ?? undefined}
            options={classes.map((one) => ({
              value: one.code,
              title: say(one.title),
              detail: one.code.split('/').slice(0, -1).join(' / '),
            }))}
            onChange={(value) => set('class', value)}
          />
        )}
      </Labelled>
      <Labelled title={say({ zh: '承办单位', en: 'Office' })}>
        {(label) => (
          <Combobox
            label={label}
            value={asked.get('office') ?? undefined}
            options={(offices?.items ?? []).map((office) => ({ value: office.id, title: say(office.title) }))}
            onType={setText}
            onChange={(value) => set('office', value)}
          />
        )}
      </Labelled>
      <Labelled title={say({ zh: '发生在', en: 'Place' })}>
        {(label) => (
          <Combobox
            label={label}
            value={asked.get('division') ?? undefined}
            options={(divisions?.items ?? []).map((one) => ({ value: one.code, title: say(one.title) }))}
            onChange={(value) => set('division', value)}
          />
        )}
      </Labelled>
      {view === 'cases' ? (
        <Labelled title={say({ zh: '状态', en: 'State' })}>
          {(label) => (
            <Combobox
              label={label}
              value={asked.get('status') ?? undefined}
              options={[
                { value: 'open', title: say({ zh: '办理中', en: 'In hand' }) },
                { value: 'closed', title: say({ zh: '已办结', en: 'Handled' }) },
                { value: 'withdrawn', title: say({ zh: '已撤回', en: 'Withdrawn' }) },
                { value: 'joined', title: say({ zh: '已并单', en: 'Joined' }) },
              ]}
              onChange={(value) => set('status', value)}
            />
          )}
        </Labelled>
      ) : null}
    </div>
  )
}

function Labelled({
  title,
  children,
}: {
  readonly title: string
  readonly children: (label: string) => JSX.Element
}): JSX.Element {
  return (
    <div className={styles.field}>
      <span aria-hidden="true">{title}</span>
      {children(title)}
    </div>
  )
}
