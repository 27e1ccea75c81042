import { t } from '../../../kernel/scenario/index.ts'
import type { CombinedRule } from '../../../kernel/things/index.ts'

/**
 * Dust that a station sees while a small sensor near by sees much more: the sensor that shows most, and whether the wind comes from it,
 * is told as the suspected source. Bounds are proposals.
 */
export const dustTraced: CombinedRule = {
  name: 'dust-traced',
  title: t('扬尘溯源', 'Dust traced'),
  at: 'air-station',
  inputs: {
    station: {
      ...{ title: t('站点 PM10', 'PM10 at the station'), unit: t('微克/立方米', 'µg/m³') },
      ...{ profile: 'air-station', measure: 'pm10', aggregate: 'last', window: 7_200 },
    },
    sensor: {
      ...{ title: t('周边最高 PM10', 'Highest PM10 near by'), unit: t('微克/立方米', 'µg/m³') },
      ...{ profile: 'air-micro', measure: 'pm10', aggregate: 'mean', window: 1_800, within: 5_000, across: 'max' },
    },
    windDirection: {
      ...{ title: t('风向', 'Wind from'), unit: t('度', '°') },
      ...{
        profile: 'weather-station',
        measure: 'windDirection',
        aggregate: 'last',
        window: 7_200,
        within: 20_000,
        across: 'nearest',
      },
    },
  },
  when: 'station >= 150 and sensor >= 1.5 * station',
  clears: 'station < 120 or sensor < 1.2 * station',
  every: 300,
  severity: 'warning',
  raises: {
    class: '生态环境/大气',
    text: t('{title} PM10 {station}，周边最高 {sensor}', 'PM10 at {title} is {station}, near by up to {sensor}'),
  },
}
