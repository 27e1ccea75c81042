import { useMutation } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type Fields, instant, type PlaceValue, place } from '../../kernel/record/index.ts'
import type { CityRule } from '../../kernel/responsibility/index.ts'
import { type RuleTerms, type Tried, tryRules } from '../api/responsibility.ts'
import { FormView, useForm, type Values } from '../kit/form/index.ts'
import { Message, Trouble, useSay } from '../kit/index.ts'
import { Candidates } from './candidates.tsx'
import { matterFields } from './rule-fields.ts'

const trialFields = (terms: RuleTerms, pack: unknown): Fields => ({
  ...matterFields(terms, pack, true),
  where: place({ zh: '地点', en: 'Where' }, { optional: true }),
  at: instant({ zh: '什么时候', en: 'When' }, { optional: true, hint: { zh: '空：现在', en: 'Empty: now' } }),
})

const askedOf = ({ pack, code, ownership, where, at }: Values): Tried => {
  const { point, address, division } = (where ?? {}) as Partial<PlaceValue> // a `place` field holds nothing else
  return {
    pack: String(pack),
    ...(typeof code === 'string' && { code }),
    ...(typeof ownership === 'string' && { ownership }),
    ...(typeof at === 'string' && { at }),
    ...(point ? { point: [point[0], point[1]] as const } : address ? { address } : division ? { division } : {}),
  }
}

/** Who would answer for this kind here and then, and why; with a rule that is not entered yet, as if it were. */
export function TryPart({
  terms,
  start = {},
  rule,
}: {
  readonly terms: RuleTerms
  readonly start?: Values
  /** The rule being written; nothing while the form has faults. */
  readonly rule?: () => { readonly rule: CityRule; readonly id?: string } | undefined
}): JSX.Element {
  const say = useSay()
  const [values, setValues] = useState<Values>(start)
  const form = useForm(trialFields(terms, values.pack), values, setValues)
  const [isLacking, setLacking] = useState(false)
  const trial = useMutation({ mutationFn: (asked: Tried) => tryRules(asked) })
  return (
    <>
      <FormView
        form={form}
        submit={say({ zh: '试算', en: 'Try' })}
        busy={trial.isPending}
        onSubmit={(sent) => {
          const draft = rule?.()
          setLacking(rule !== undefined && draft === undefined)
          if (!rule || draft) trial.mutate({ ...askedOf(sent), ...draft })
        }}
      />
      {isLacking ? (
        <Message tone="warning" title={say({ zh: '请先把上面的规则填完整', en: 'Complete the rule above first' })} />
      ) : null}
      {trial.error ? <Trouble error={trial.error} /> : null}
      {trial.data ? <Candidates answers={trial.data.answers} isNamed={trial.data.isNamed} /> : null}
    </>
  )
}
