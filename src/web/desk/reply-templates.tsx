import type { JSX } from 'react'
import { caseNumber } from '../../kernel/codes/index.ts'
import { liveTasks } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import { fill } from '../../kernel/words.ts'
import type { CaseView } from '../api/cases.ts'
import { useOfficeNames } from '../case/index.ts'
import { useSay } from '../kit/index.ts'
import styles from './case.module.css'

/** Texts to start a reply from, in the language the reporter used, their gaps filled from the case. */
export function ReplyTemplates({
  view,
  pack,
  onChoose,
}: {
  readonly view: CaseView
  readonly pack: Pack
  readonly onChoose: (text: string) => void
}): JSX.Element | null {
  const say = useSay()
  const nameOf = useOfficeNames()
  if (pack.templates.length === 0) return null
  const office = liveTasks(view.case)[0]?.holder?.office
  const values = {
    number: caseNumber.format(view.case.number),
    office: nameOf(office),
    class: String(view.case.tasks.sort?.given?.class ?? ''),
  }
  return (
    <label className={styles.templates}>
      <span>{say({ zh: '从模板开始', en: 'Start from a template' })}</span>
      <select
        value=""
        onChange={(event) => {
          const template = pack.templates.find((one) => one.name === event.target.value)
          if (template) onChoose(fill(template.text, values)[view.case.language])
        }}
      >
        <option value="">{say({ zh: '选择模板', en: 'Choose' })}</option>
        {pack.templates.map((template) => (
          <option key={template.name} value={template.name}>
            {say(template.title)}
          </option>
        ))}
      </select>
    </label>
  )
}
