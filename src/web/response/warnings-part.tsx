import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { choice, type Fields, instant, longText, text } from '../../kernel/record/index.ts'
import {
  colourWords,
  type Hazard,
  hazardWords,
  levelWords,
  type WarningColour,
  warningColours,
} from '../../kernel/response/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { actOnWarning, enterWarning, type Warning, warningsQuery } from '../api/response.ts'
import { Button, Section, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { useDivisionNames, usePlaces } from './places.ts'
import styles from './response.module.css'

const touches = [['response']]

const period = {
  until: instant({ zh: '有效至', en: 'Holds until' }),
  sourceText: longText({ zh: '发布原文', en: 'As it was issued, word by word' }, { max: 4_000 }),
}

/** A colour with its name: colours belong to warnings alone, levels to responses alone. */
export function ColourMark({ colour }: { readonly colour: WarningColour }): JSX.Element {
  const say = useSay()
  return (
    <span className={`${styles.colour} ${styles[colour]}`}>
      <span aria-hidden="true" />
      {say(colourWords[colour])}
    </span>
  )
}

/** Warnings that hold, with what plans propose; the city's duty enters, raises, lowers and lifts them. */
export function WarningsPart({
  mayCommand,
  onStart,
}: {
  readonly mayCommand: boolean
  readonly onStart: (warning: Warning) => void
}): JSX.Element {
  const say = useSay()
  const [isPast, setPast] = useState(false)
  const warnings = useQuery(warningsQuery(!isPast))
  const mayWarn = hasRole(useSession(), 'duty-officer')
  return (
    <Section
      title={
        isPast ? say({ zh: '近期预警', en: 'Warnings of late' }) : say({ zh: '生效中的预警', en: 'Warnings that hold' })
      }
      actions={
        <span className={styles.acts}>
          <Button size="s" tone="quiet" aria-pressed={isPast} onClick={() => setPast(!isPast)}>
            {isPast
              ? say({ zh: '只看生效中', en: 'Only those that hold' })
              : say({ zh: '含已结束', en: 'Past ones, too' })}
          </Button>
          {mayWarn ? <EnterWarning /> : null}
        </span>
      }
    >
      <p className={styles.quiet}>
        {say({
          zh: '预警用颜色，响应用级别。预警只作建议，不会自行启动响应。',
          en: 'Warnings have colours, responses have levels. A warning proposes; it never starts a response by itself.',
        })}
      </p>
      {warnings.error ? <Trouble error={warnings.error} /> : null}
      <ul className={styles.list}>
        {(warnings.data ?? []).map((one) => (
          <WarningItem key={one.id} warning={one} mayWarn={mayWarn} mayCommand={mayCommand} onStart={onStart} />
        ))}
      </ul>
      {warnings.data?.length === 0 ? <p>{say({ zh: '没有', en: 'None' })}</p> : null}
    </Section>
  )
}

function WarningItem({
  warning,
  mayWarn,
  mayCommand,
  onStart,
}: {
  readonly warning: Warning
  readonly mayWarn: boolean
  readonly mayCommand: boolean
  readonly onStart: (warning: Warning) => void
}): JSX.Element {
  const say = useSay()
  const namesOf = useDivisionNames()
  const { hazard, colour, divisions, issuer, until, sourceText, liftedAt, liftReason, proposes } = warning
  const isOver = liftedAt !== null || Date.parse(until) <= Date.now()
  return (
    <li className={styles.item}>
      <p>
        <strong>{say(hazardWords[hazard])}</strong> <ColourMark colour={colour} />{' '}
        <span className={styles.quiet}>
          {namesOf(divisions)} · {issuer} ·{' '}
          {liftedAt !== null
            ? say({ zh: '{when}解除', en: 'lifted {when}' }, { when: sayWhen(say, liftedAt) })
            : say({ zh: '至 {when}', en: 'until {when}' }, { when: sayWhen(say, until) })}
        </span>
      </p>
      <p>{sourceText}</p>
      {liftReason !== null ? <p className={styles.quiet}>{liftReason}</p> : null}
      {isOver ? null : (
        <div className={styles.acts}>
          {mayCommand
            ? proposes.map((proposal) => (
                <Button key={proposal.plan} size="s" onClick={() => onStart(warning)}>
                  {say(
                    { zh: '建议：{plan} {level}', en: 'Proposes: {plan}, {level}' },
                    { plan: say(proposal.title), level: say(levelWords[proposal.level]) },
                  )}
                </Button>
              ))
            : null}
          {mayWarn ? <ChangeWarning warning={warning} /> : null}
        </div>
      )}
    </li>
  )
}

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

function EnterWarning(): JSX.Element {
  const say = useSay()
  const places = usePlaces()
  const fields: Fields = {
    hazard: choice({ zh: '灾种', en: 'Hazard' }, hazardWords),
    colour: choice({ zh: '颜色', en: 'Colour' }, colourWords),
    where: choice(
      { zh: '范围', en: 'Area' },
      Object.fromEntries(places.map(({ code, name }) => [code, { zh: name, en: name }])),
    ),
    issuer: text({ zh: '发布单位', en: 'Issued by' }, { max: 120 }),
    ...period,
  }
  return (
    <DialogForm
      words={say({ zh: '登记预警', en: 'Enter a warning' })}
      icon="plus"
      fields={fields}
      start={{ until: inHours(24), where: places[0]?.code }}
      run={({ where, ...values }) =>
        enterWarning({ ...values, divisions: [where], from: new Date().toISOString(), until: utc(values.until) })
      }
      said={{ zh: '预警已登记', en: 'The warning was entered' }}
      touches={touches}
    />
  )
}

/** The server keeps instants in UTC. */
const utc = (value: unknown): string => new Date(String(value)).toISOString()

/** Raise, lower, lift. The words say which way a colour goes. */
function ChangeWarning({ warning: { id, hazard, colour, until } }: { readonly warning: Warning }): JSX.Element {
  const say = useSay()
  const now = warningColours.indexOf(colour)
  const to = Object.fromEntries(
    warningColours.flatMap((one, i) =>
      one === colour
        ? []
        : [
            [
              one,
              i > now
                ? { zh: `升级为${colourWords[one].zh}`, en: `Raise: ${colourWords[one].en}` }
                : { zh: `降级为${colourWords[one].zh}`, en: `Lower: ${colourWords[one].en}` },
            ],
          ],
    ),
  )
  const about = say(hazardWords[hazard as Hazard])
  return (
    <>
      <DialogForm
        words={say({ zh: '升级或降级', en: 'Raise or lower' })}
        label={say({ zh: '升级或降级：{hazard}', en: 'Raise or lower: {hazard}' }, { hazard: about })}
        fields={{ colour: choice({ zh: '新的颜色', en: 'The new colour' }, to), ...period }}
        start={{ until }}
        submit={say({ zh: '发布', en: 'Issue' })}
        run={(values) => actOnWarning(id, 'change', { ...values, until: utc(values.until) })}
        said={{ zh: '预警已变更', en: 'The warning was changed' }}
        touches={touches}
      />
      <DialogForm
        words={say({ zh: '解除', en: 'Lift' })}
        label={say({ zh: '解除：{hazard}', en: 'Lift: {hazard}' }, { hazard: about })}
        fields={{ reason: longText({ zh: '原因', en: 'Why' }, { max: 2_000 }) }}
        run={(values) => actOnWarning(id, 'lift', values)}
        said={{ zh: '预警已解除', en: 'The warning was lifted' }}
        touches={touches}
      />
    </>
  )
}
