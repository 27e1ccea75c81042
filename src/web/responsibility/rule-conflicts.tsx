import type { JSX } from 'react'
import { Link } from 'react-router'
import type { Rules } from '../api/responsibility.ts'
import { Message, sayInstant, useSay } from '../kit/index.ts'

/** Rules that contradict one another. */
export function Conflicts({ rules: { items, conflicts } }: { readonly rules: Rules }): JSX.Element | null {
  const say = useSay()
  if (conflicts.length === 0) return null
  const link = (id: string): JSX.Element => {
    const found = items.find((one) => one.id === id)
    return <Link to={id}>{found ? say(found.rule.name) : id}</Link>
  }
  return (
    <Message
      tone="warning"
      title={say({
        zh: '有规则互相矛盾：同样具体，单位不同',
        en: 'Rules contradict one another: equally exact, different offices',
      })}
    >
      <ul>
        {conflicts.map(({ one, other, at }) => (
          <li key={`${one} ${other}`}>
            {link(one)} ↔ {link(other)}
            {Date.parse(at) > Date.now()
              ? say({ zh: '（{at} 起）', en: ' (from {at})' }, { at: sayInstant(say, at) })
              : ''}
          </li>
        ))}
      </ul>
    </Message>
  )
}
