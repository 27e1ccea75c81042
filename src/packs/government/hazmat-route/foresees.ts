import { t } from '../../../kernel/scenario/index.ts'
import type { CombinedInput, CombinedRule } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'

const place = (measure: 'lng' | 'lat', title: Words): CombinedInput => ({
  ...{ title, unit: t('度', '°'), profile: 'hazmat-vehicle', measure },
  aggregate: 'last',
  window: 300,
})

/**
 * A vehicle within the zone that is closed to dangerous goods. The zone is a proposal, a box about the old centre: a city puts its own in
 * its place, and its system of permits tells of routes (`hazmat-off-route`).
 */
export const hazmatRestricted: CombinedRule = {
  name: 'hazmat-restricted',
  title: t('驶入禁行区', 'In a closed zone'),
  at: 'hazmat-vehicle',
  inputs: { lng: place('lng', t('经度', 'Longitude')), lat: place('lat', t('纬度', 'Latitude')) },
  when: 'lng >= 121.44 and lng <= 121.5 and lat >= 31.2 and lat <= 31.25',
  every: 30,
  severity: 'serious',
  raises: {
    class: '公共安全/危险货物',
    text: t('{title}驶入危险货物禁行区', '{title} is in the zone closed to dangerous goods'),
  },
}
