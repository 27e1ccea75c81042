import type { Fault } from '../../../kernel/errors/index.ts'
import { type CityRule, ruleFaults } from '../../../kernel/responsibility/index.ts'
import type { RuleParts } from './rule-parts.ts'

/** Which offices and duties there are. */
export const knownOf = ({ offices, ground }: RuleParts) => ({
  isOffice: (id: string) => offices.find(id) !== undefined,
  // Some duties only streets or districts have.
  isDuty: (duty: string) =>
    offices.findDuty(duty, undefined) !== undefined ||
    ground.districts().some(({ code }) => offices.findDuty(duty, `${code}001`) !== undefined),
})

/** What is wrong with a rule in itself, and with whom it names. */
export function faultsOf(parts: RuleParts, rule: CityRule): readonly Fault[] {
  const { isOffice, isDuty } = knownOf(parts)
  const { to, pack } = rule
  const isThere = 'office' in to ? isOffice(to.office) : isDuty(to.duty)
  const says = { zh: '没有这个机构或职责', en: 'there is no such office or duty' }
  return [
    ...ruleFaults(rule),
    ...(isThere ? [] : [{ field: 'to', found: 'office' in to ? to.office : to.duty, says }]),
    ...(pack === undefined || parts.packs.current().some(({ name }) => name === pack)
      ? []
      : [{ field: 'pack', found: pack, says: { zh: '没有安装这个场景', en: 'this scenario is not installed' } }]),
  ]
}
