import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type Rules, type RuleTerms, rulesOfCityQuery, ruleTermsQuery } from '../api/responsibility.ts'
import { ButtonLink, Empty, Loading, Page, Section, Trouble, useSay } from '../kit/index.ts'
import { Conflicts } from './rule-conflicts.tsx'
import { Files } from './rule-files.tsx'
import { Gaps } from './rule-gaps.tsx'
import { RuleTable } from './rule-table.tsx'
import { TryPart } from './try-part.tsx'

/** The city's own rules of responsibility: which hold, which contradict one another, what nobody answers for; a trial, files in and out. */
export function ResponsibilityRules(): JSX.Element {
  const say = useSay()
  const rules = useQuery(rulesOfCityQuery)
  const terms = useQuery(ruleTermsQuery)
  const error = rules.error ?? terms.error
  return (
    <Page
      width="wide"
      title={say({ zh: '责任规则', en: 'Rules of responsibility' })}
      lead={say({
        zh: '什么事、在哪里、归谁、什么时候，由哪个单位负责。本市的规则先于场景包和立案标准；越具体的越先。',
        en: 'What, where, whose, when: which office answers. The city’s rules come before packs and tables of conditions; the more exact one goes first.',
      })}
      actions={
        rules.data?.mayMake ? (
          <ButtonLink to="new" tone="primary" icon="plus">
            {say({ zh: '新规则', en: 'New rule' })}
          </ButtonLink>
        ) : null
      }
    >
      {error ? <Trouble error={error} again={() => void rules.refetch()} /> : null}
      {rules.data && terms.data ? (
        <Whole rules={rules.data} terms={terms.data} />
      ) : error ? null : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

function Whole({ rules, terms }: { readonly rules: Rules; readonly terms: RuleTerms }): JSX.Element {
  const say = useSay()
  return (
    <>
      <Conflicts rules={rules} />
      {rules.items.length === 0 ? (
        <Empty
          icon="tree"
          title={say({ zh: '还没有本市规则：现在都按场景包', en: 'No rule of the city yet: packs decide everything' })}
        />
      ) : (
        <RuleTable rules={rules} terms={terms} />
      )}
      <Section title={say({ zh: '试算：此时此地由谁负责', en: 'Try: who answers here and then' })}>
        <TryPart terms={terms} />
      </Section>
      <Gaps />
      <Files mayMake={rules.mayMake} />
    </>
  )
}
