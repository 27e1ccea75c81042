import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { type Breach, seeBreach } from '../api/signs.ts'
import { Button, DemoMark, Heard, sayWhen, Trouble, useSay } from '../kit/index.ts'
import cockpit from './cockpit.module.css'
import styles from './signs.module.css'
import { StandingMark, sayValue } from './standing.tsx'

/** Most signs that are shown; the others are in the catalogue. */
const most = 6

/** Warnings of one sign: the one that leads, and in which other places it stands. */
type Warned = { readonly lead: Breach; readonly others: readonly Breach[] }

/** One row a sign: that of the place itself leads, then the worst. */
function warnedOf(breaches: readonly Breach[], place: string): readonly Warned[] {
  const bySign = new Map<string, Breach[]>()
  for (const one of breaches) bySign.set(one.sign, [...(bySign.get(one.sign) ?? []), one])
  return [...bySign.values()].flatMap((all) => {
    const lead = all.find((one) => one.place === place) ?? all[0]
    return lead ? [{ lead, others: all.filter((one) => one !== lead) }] : []
  })
}

/** Signs that left their bounds: what the duty officer is warned of, the worst first, until somebody saw to it. */
export function WarningsPanel({
  breaches,
  place,
  maySee,
}: {
  readonly breaches: readonly Breach[]
  readonly place: string
  readonly maySee: boolean
}): JSX.Element | null {
  const say = useSay()
  const client = useQueryClient()
  const see = useMutation({
    mutationFn: (all: readonly Breach[]) =>
      Promise.all(all.filter(({ seen }) => seen === null).map(({ id }) => seeBreach(id))),
    onSuccess: () => client.invalidateQueries({ queryKey: ['measure', 'signs'] }),
  })
  const warned = warnedOf(breaches, place)
  if (warned.length === 0) return null
  return (
    <section className={cockpit.panel} aria-label={say({ zh: '体征预警', en: 'Warnings of signs' })}>
      <h2>
        {say({ zh: '体征预警', en: 'Warnings of signs' })} <span className={styles.count}>{warned.length}</span>
      </h2>
      {see.error ? <Trouble error={see.error} /> : null}
      <ul className={styles.warnings}>
        {warned.slice(0, most).map(({ lead, others }) => (
          <li key={lead.sign} data-level={lead.level}>
            <Link to={`/city/signs/${lead.sign}?place=${lead.place}`}>
              <StandingMark standing={lead.level} />
              <strong>{say(lead.title)}</strong>
              <span>
                {sayValue(say, lead.value, Number.isInteger(lead.value) || Math.abs(lead.value) >= 10 ? 0 : 2)}
                <small> {say(lead.unit)}</small>
              </span>
            </Link>
            <p className={cockpit.meta}>
              <span>
                {say(lead.placeTitle)}
                {others.length > 0
                  ? say.count(others.length, {
                      zh: '等，另有 {n} 处',
                      en: { one: ' and one more place', other: ' and {n} more places' },
                    })
                  : ''}
              </span>
              <span>{say({ zh: '{when}起', en: 'since {when}' }, { when: sayWhen(say, lead.began) })}</span>
              {lead.isDemo ? <DemoMark short /> : null}
              {[lead, ...others].every(({ seen }) => seen !== null) ? (
                <span>{say({ zh: '{name}已确认', en: 'seen by {name}' }, { name: lead.seenBy ?? '' })}</span>
              ) : maySee ? (
                <Button size="s" tone="quiet" busy={see.isPending} onClick={() => see.mutate([lead, ...others])}>
                  {say({ zh: '确认', en: 'Seen' })}
                  <Heard>{say(lead.title)}</Heard>
                </Button>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
      {warned.length > most ? (
        <p className={cockpit.source}>
          <Link to="/city/signs?show=turned">
            {say.count(warned.length - most, {
              zh: '另有 {n} 项',
              en: { one: 'one more sign', other: '{n} more signs' },
            })}
          </Link>
        </p>
      ) : null}
    </section>
  )
}
