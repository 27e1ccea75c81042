import type { JSX } from 'react'
import { Link } from 'react-router'
import type { SignNow, Signs } from '../api/signs.ts'
import { Spark } from '../kit/chart/index.ts'
import { DemoMark, Loading, sayTime, useSay } from '../kit/index.ts'
import cockpit from './cockpit.module.css'
import styles from './signs.module.css'
import { SignValue, StandingMark, saySources, standingLook, worstFirst } from './standing.tsx'

/** Signs by class, as quiet rows; a class whose signs all lie within their bounds is folded. */
export function SignsPanel({
  signs,
  isWall,
}: {
  readonly signs: Signs | undefined
  readonly isWall: boolean
}): JSX.Element {
  const say = useSay()
  if (!signs)
    return (
      <section className={cockpit.panel}>
        <Loading lines={8} />
      </section>
    )
  const connected = signs.signs.filter(({ isConnected }) => isConnected).length
  const preparing = signs.signs.filter((sign) => sign.isPreparing).length
  return (
    <section className={cockpit.panel}>
      <h2>
        <Link to="/city/signs">{say({ zh: '城市体征', en: 'Vital signs' })}</Link>{' '}
        {signs.signs.some(({ now }) => now?.isDemo) ? <DemoMark /> : null}
      </h2>
      {preparing > 0 && signs.firstAt ? (
        <p role="status" className={styles.absent}>
          {say.count(
            preparing,
            {
              zh: '{n} 项准备中，{time} 首次计算',
              en: {
                one: 'One is being prepared, first computed at {time}',
                other: '{n} are being prepared, first computed at {time}',
              },
            },
            { time: sayTime(say, signs.firstAt) },
          )}
        </p>
      ) : null}
      <div className={isWall ? styles.columns : undefined}>
        {signs.classes.map((one) => (
          <SignClass
            key={one.code}
            title={say(one.title)}
            signs={signs.signs.filter((sign) => sign.class === one.code)}
            isWall={isWall}
          />
        ))}
      </div>
      <p className={cockpit.source}>
        {say(
          preparing > 0
            ? {
                zh: '{place}；共 {all} 项，已接入 {connected} 项，准备中 {preparing} 项。细线为近一天。',
                en: '{place}; of {all}, {connected} are connected and {preparing} are being prepared. Lines show a day.',
              }
            : {
                zh: '{place}，{time} 计算；共 {all} 项，已接入 {connected} 项，其余列明所缺数据。细线为近一天。',
                en: '{place}, computed {time}; {connected} of {all} are connected, the others say what they lack. Lines show a day.',
              },
          {
            place: say(signs.placeTitle),
            time: sayTime(say, signs.asOf),
            all: signs.signs.length,
            connected,
            preparing,
          },
        )}
      </p>
    </section>
  )
}

function SignClass({
  title,
  signs,
  isWall,
}: {
  readonly title: string
  readonly signs: readonly SignNow[]
  readonly isWall: boolean
}): JSX.Element {
  const say = useSay()
  const here = signs.filter(({ isConnected, now }) => isConnected && now)
  const absent = signs.filter(({ isConnected, isPreparing }) => !isConnected && !isPreparing).length
  const isPreparing = signs.some((sign) => sign.isPreparing)
  const worst = worstFirst.find((standing) => here.some(({ now }) => now?.standing === standing))
  const off = here.filter(({ now }) => now && now.standing !== 'calm').length
  const isOpen = isWall || off > 0
  return (
    <details className={styles.class} open={isOpen}>
      <summary>
        <strong>{title}</strong>
        <span className={styles.sum}>
          {worst && worst !== 'calm' ? (
            <StandingMark standing={worst} />
          ) : here.length > 0 ? (
            <span className={styles.quiet}>{say(standingLook.calm.words)}</span>
          ) : (
            <span className={styles.quiet}>
              {say(isPreparing ? { zh: '准备中', en: 'Being prepared' } : { zh: '未接入', en: 'Not connected' })}
            </span>
          )}
          {here.length > 0 || !isPreparing ? <span className={styles.count}>{here.length}</span> : null}
        </span>
      </summary>
      {here.length > 0 ? (
        <ul className={styles.rows}>
          {here.map((sign) => (
            <SignRow key={sign.code} sign={sign} />
          ))}
        </ul>
      ) : null}
      {absent > 0 ? (
        <p className={styles.absent}>
          <Link to="/city/signs?show=absent">
            {say.count(absent, {
              zh: '另有 {n} 项未接入',
              en: { one: 'one more is not connected', other: '{n} more are not connected' },
            })}
          </Link>
        </p>
      ) : null}
    </details>
  )
}

function SignRow({ sign }: { readonly sign: SignNow }): JSX.Element | null {
  const say = useSay()
  const { now } = sign
  if (!now) return null
  return (
    <li>
      <Link to={`/city/signs/${sign.code}?place=${now.place}`} className={styles.row} title={say(sign.definition)}>
        <span className={styles.name}>
          {say(sign.title)}
          {now.standing === 'calm' ? null : <StandingMark standing={now.standing} />}
          {now.isSure ? null : (
            <small className={styles.unsure}>
              {say({ zh: '来源不足', en: 'too few sources' })} · {saySources(say, now)}
            </small>
          )}
        </span>
        <span className={styles.value}>
          <SignValue sign={sign} value={now.value} />
        </span>
        <Spark values={sign.spark} width={72} height={20} />
      </Link>
    </li>
  )
}
