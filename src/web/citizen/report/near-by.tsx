import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useNavigate } from 'react-router'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { joinCase } from '../../api/cases.ts'
import { caseStatus, caseTitle } from '../../case/index.ts'
import { Button, DemoMark, Loading, StateMark, sayWhen, Trouble, useSay } from '../../kit/index.ts'
import { keepReceipt } from '../../offline/index.ts'
import type { KnownCase } from './known-cases.ts'
import { PageButtons } from './page-buttons.tsx'
import styles from './report.module.css'

/** What was already reported near the place: joining is one press, and counts as much as a report of one's own. */
export function NearBy({
  near,
  onBack,
  onNext,
}: {
  /** Not yet known while it is being asked for. */
  readonly near: readonly KnownCase[] | undefined
  readonly onBack: (() => void) | undefined
  readonly onNext: () => void
}): JSX.Element {
  const say = useSay()
  if (near === undefined) return <Loading />
  return (
    <>
      <p className={styles.lead}>
        {say({
          zh: '如果说的是同一件事，附议就行，办理进展一样会告诉您。',
          en: 'If it is the same thing, join it: you will be told of its progress just the same.',
        })}
      </p>
      <ul className={styles.near}>
        {near.slice(0, 8).map((item) => (
          <NearItem key={item.id} item={item} />
        ))}
      </ul>
      <PageButtons onBack={onBack}>
        <Button tone="primary" after="go" onClick={onNext}>
          {say({ zh: '都不是，继续', en: 'None of these: go on' })}
        </Button>
      </PageButtons>
    </>
  )
}

function NearItem({ item }: { readonly item: KnownCase }): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const look = caseStatus(item.status)
  const joining = useMutation({
    mutationFn: () => joinCase(item.id, uuidv7()),
    onSuccess: async (joined) => {
      await keepReceipt(joined, item.title).catch(() => undefined) // no IndexedDB: the next page shows the link
      void queries.invalidateQueries({ queryKey: ['near'] })
      void navigate(`/report/done/${joined.code}`)
    },
  })
  return (
    <li>
      <div className={styles.nearWords}>
        <strong>{caseTitle(say, item)}</strong>
        {item.demo ? <DemoMark /> : null}
        <p>
          <StateMark shape={look.shape} tone={look.tone}>
            {say(look.words)}
          </StateMark>
          {item.isLike ? <strong>{say({ zh: '很像您说的', en: 'much like yours' })}</strong> : null}
          {item.metres === undefined ? null : (
            <span>{say({ zh: '{metres} 米外', en: '{metres} m away' }, { metres: item.metres })}</span>
          )}
          <span>{sayWhen(say, item.openedAt)}</span>
          {item.reports > 1 ? (
            <span>
              {say.count(item.reports, { zh: '{n} 人反映', en: { one: '{n} report', other: '{n} reports' } })}
            </span>
          ) : null}
        </p>
        {joining.error ? <Trouble error={joining.error} /> : null}
      </div>
      <Button icon="plus" busy={joining.isPending} onClick={() => joining.mutate()}>
        {say({ zh: '我也遇到', en: 'Me too' })}
      </Button>
    </li>
  )
}
