import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type Anomaly, judgeAnomaly } from '../api/series.ts'
import { Button, Buttons, notify, StateMark, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { sayOwner, stateWords } from './series-words.ts'
import { useMeasureNames } from './use-measure-names.ts'

/** What was said of an anomaly, and the ways to say it: the city learns from "not an anomaly". */
export function Verdict({ anomaly }: { readonly anomaly: Anomaly }): JSX.Element {
  const say = useSay()
  const names = useMeasureNames()
  const queries = useQueryClient()
  const may = hasRole(useSession(), 'dispatcher', 'supervisor', 'duty-officer', 'data-officer', 'administrator')
  const { words, shape, tone } = stateWords[anomaly.state]
  const judge = useMutation({
    mutationFn: (says: 'anomaly' | 'not-anomaly' | 'withdrawn') => judgeAnomaly(anomaly.id, says),
    onSuccess: async ({ alike }) => {
      await queries.invalidateQueries({ queryKey: ['series'] })
      notify(
        alike > 0
          ? {
              zh: `已记下；相同样子的另 ${alike} 个也不再提示`,
              en: `Noted; ${alike} more that look the same are put aside too`,
            }
          : { zh: '已记下，以后照此判断', en: 'Noted: the city judges by it from now' },
      )
    },
  })
  const about = sayOwner(say, anomaly, names)
  const button = (says: 'anomaly' | 'not-anomaly' | 'withdrawn', text: string): JSX.Element => (
    <Button
      size="s"
      tone={says === 'withdrawn' ? 'quiet' : 'plain'}
      aria-label={`${text}: ${about}`}
      busy={judge.isPending && judge.variables === says}
      onClick={() => judge.mutate(says)}
    >
      {text}
    </Button>
  )
  return (
    <>
      {judge.error ? <Trouble error={judge.error} /> : null}
      {anomaly.state === 'open' ? null : (
        <StateMark shape={shape} tone={tone}>
          {say(words)}
          {anomaly.stateBy === 'learnt'
            ? say(
                anomaly.because === 'bar'
                  ? { zh: '（低于学到的界限）', en: ' (below the bar that was learnt)' }
                  : { zh: '（与判过的一样）', en: ' (looks like one that was judged)' },
              )
            : ''}
        </StateMark>
      )}
      {may ? (
        <Buttons>
          {anomaly.state === 'open' ? button('anomaly', say({ zh: '是', en: 'Right' })) : null}
          {anomaly.state === 'open' ? button('not-anomaly', say({ zh: '不是异常', en: 'Not an anomaly' })) : null}
          {anomaly.state !== 'open' && anomaly.stateBy !== 'learnt'
            ? button('withdrawn', say({ zh: '收回', en: 'Take it back' }))
            : null}
        </Buttons>
      ) : anomaly.state === 'open' ? (
        <StateMark shape={shape} tone={tone}>
          {say(words)}
        </StateMark>
      ) : null}
    </>
  )
}
