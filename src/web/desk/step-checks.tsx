import type { JSX } from 'react'
import type { Offer } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import { Message, useSay } from '../kit/index.ts'

/** Under which conditions a step is taken up and may end (立案条件, 结案条件), shown where somebody is about to end it. */
export function StepChecks({ offer, pack }: { readonly offer: Offer; readonly pack: Pack }): JSX.Element | null {
  const say = useSay()
  const checks = pack.flow.steps.find(({ name }) => name === offer.step)?.checks
  if (offer.action !== 'complete' || !(checks?.begins || checks?.ends)) return null
  return (
    <Message>
      {checks.begins ? (
        <p>{say({ zh: '立案条件：{what}', en: 'Taken up when: {what}' }, { what: say(checks.begins) })}</p>
      ) : null}
      {checks.ends ? (
        <p>{say({ zh: '结案条件：{what}', en: 'Closed when: {what}' }, { what: say(checks.ends) })}</p>
      ) : null}
    </Message>
  )
}
