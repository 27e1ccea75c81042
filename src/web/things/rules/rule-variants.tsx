import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { RuleVariant } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { layerQuery } from '../../api/registry.ts'
import { Button, useSay } from '../../kit/index.ts'
import styles from '../things.module.css'
import { BoundFields, Check, Choose, Line } from './rule-controls.tsx'
import type { BoundDraft } from './rule-draft.ts'
import { boundOf, conditionOf } from './rule-words.ts'

const draftOf = (text: string): BoundDraft => {
  const simple = boundOf(text)
  return simple ? { simple } : { text }
}
const written = (bound: BoundDraft): string => ('text' in bound ? bound.text : conditionOf(bound.simple))

/** Other bounds for a district, a season or both; the first that fits counts. */
export function VariantFields({
  variants,
  unit,
  onChange,
}: {
  readonly variants: readonly RuleVariant[]
  readonly unit: string
  readonly onChange: (variants: readonly RuleVariant[]) => void
}): JSX.Element {
  const say = useSay()
  const { data: districts } = useQuery(layerQuery('districts'))
  const places = (districts?.features ?? []).flatMap(({ properties }): (readonly [string, string])[] => {
    const title = properties.title as Words | undefined // the registry's layers carry it
    return title ? [[String(properties.code), say(title)]] : []
  })
  const change = (index: number, to: RuleVariant): void => onChange(variants.map((one, i) => (i === index ? to : one)))
  return (
    <fieldset className={styles.group}>
      <legend>{say({ zh: '某地或某季另定界限', en: 'Other bounds for a place or a season' })}</legend>
      {variants.map((variant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of variants is their meaning
        <div key={index} className={styles.variant}>
          <div className={styles.find}>
            <Choose
              label={say({ zh: '哪个区', en: 'District' })}
              value={variant.where ?? 'all'}
              options={[['all', say({ zh: '全市', en: 'The whole city' })], ...places]}
              onChange={(where) => {
                const { where: _, ...rest } = variant
                change(index, where === 'all' ? rest : { ...rest, where })
              }}
            />
            <Check
              label={say({ zh: '只在某季', en: 'In a season only' })}
              checked={variant.season !== undefined}
              onChange={(has) => {
                const { season: _, ...rest } = variant
                change(index, has ? { ...rest, season: { from: '06-01', to: '09-30' } } : rest)
              }}
            />
            {variant.season ? (
              <>
                <Line
                  label={say({ zh: '从（月-日）', en: 'From (MM-DD)' })}
                  value={variant.season.from}
                  onChange={(from) =>
                    variant.season && change(index, { ...variant, season: { ...variant.season, from } })
                  }
                />
                <Line
                  label={say({ zh: '到（月-日）', en: 'To (MM-DD)' })}
                  value={variant.season.to}
                  onChange={(to) => variant.season && change(index, { ...variant, season: { ...variant.season, to } })}
                />
              </>
            ) : null}
            <Button size="s" tone="quiet" onClick={() => onChange(variants.filter((_, i) => i !== index))}>
              {say({ zh: '去掉', en: 'Remove' })}
            </Button>
          </div>
          <BoundFields
            legend={say({ zh: '满足', en: 'While' })}
            unit={unit}
            bound={draftOf(variant.when)}
            wrong={false}
            onChange={(bound) => change(index, { ...variant, when: written(bound) })}
          />
        </div>
      ))}
      <Button
        size="s"
        icon="plus"
        onClick={() => onChange([...variants, { where: places[0]?.[0] ?? '310101', when: 'value >= 0' }])}
      >
        {say({ zh: '加一条', en: 'Add one' })}
      </Button>
    </fieldset>
  )
}
