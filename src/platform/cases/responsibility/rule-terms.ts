import type { RuleParts } from './rule-parts.ts'

/** What rules may name: scenarios with their classes, duties, owners of components, districts. */
export function termsOf({ packs, offices, ground }: RuleParts) {
  const duties = new Map<string, { duty: string; level: string }>()
  const all = packs.current()
  for (const { flow, sorting } of all) {
    for (const { to } of flow.responsible ?? []) if ('duty' in to) duties.set(`${to.duty} ${to.level}`, to)
    for (const { duty, level } of sorting?.responsibilities ?? []) duties.set(`${duty} ${level}`, { duty, level })
  }
  const [district] = ground.districts()
  return {
    packs: all
      .filter(({ flow, sorting, hears }) => flow.responsible || sorting || hears)
      .map(({ name, title, taxonomies, sorting }) => ({
        ...{ pack: name, title },
        classes: sorting
          ? Object.values(taxonomies).flatMap(({ classes }) =>
              classes.map(({ code, title: said }) => ({ code, title: said })),
            )
          : [],
      })),
    duties: [...duties.values()].map(({ duty, level }) => {
      const found = offices.findDuty(
        duty,
        level === 'city' ? undefined : level === 'district' ? district?.code : undefined,
      )
      const name = (found && offices.title(found.office)) ?? { zh: duty, en: duty }
      return { duty, level, title: level === 'street' ? { zh: '所在街镇', en: 'The street or town' } : name }
    }),
    owners: ownersOf(all),
    districts: ground.districts().map((one) => ({ ...one })),
  }
}

/** The owners that forms of packs ask for. */
const ownersOf = (packs: ReturnType<RuleParts['packs']['current']>): string[] => [
  ...new Set(packs.flatMap(({ flow }) => (flow.asks.ownership?.options ?? []).map(({ value }) => value))),
]
