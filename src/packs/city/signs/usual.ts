import type { Basis, Sign, SignBounds, SignSettings } from '../../../kernel/signs/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** A text in both languages. */
export const t = (zh: string, en: string): Words => ({ zh, en })

type Given = Omit<Sign, 'digits' | 'period' | 'least' | 'settings' | 'basis'> &
  Partial<Pick<Sign, 'digits' | 'period' | 'least' | 'basis'>> &
  Partial<Pick<SignSettings, 'ease' | 'rises' | 'falls'>> & { readonly bounds?: readonly SignBounds[] }

/** A share of one or two things says nothing: so many are needed. */
function leastOf(source: Sign['source']): number {
  switch (source.from) {
    case 'readings':
      return ['share', 'ratio', 'p90'].includes(source.across) ? 5 : 1
    case 'devices':
      return source.as === 'share' ? 5 : 1
    case 'cases':
      return 20
    case 'air-index':
    case 'alarms':
    case 'outside':
      return 1
  }
}

/** A sign: what is not said is computed every five minutes, needs half of its sources, and takes a level at once. */
export function sign({ bounds = [], ease = 0, rises = 1, falls = 2, ...given }: Given): Sign {
  return {
    ...{ digits: 0, period: 300, least: 0.5, leastOf: leastOf(given.source), basis: startingPoint, ...given },
    settings: { bounds, ease, rises, falls },
  }
}

/** Bounds that no public standard gives: each city sets its own. */
export const startingPoint: Basis = { kind: 'starting-point' }

/** Bounds after a public standard, by name and clause; its text was not at hand: `isChecked` is for whoever compares them with it. */
export const standard = (zh: string, en: string): Basis => ({ kind: 'standard', name: t(zh, en) })

/** What would have to be connected for a sign that is not yet computed. */
export const needs = (zh: string, en: string): Sign['source'] => ({ from: 'outside', needs: t(zh, en) })

/** Units as they stand after a number. */
export const units = {
  percent: t('%', '%'),
  cases: t('件', 'cases'),
  reports: t('件', 'reports'),
  alarms: t('起', 'alarms'),
  devices: t('台', 'devices'),
  places: t('处', 'places'),
  people: t('人', 'people'),
  millimetres: t('毫米', 'mm'),
  metres: t('米', 'm'),
  degrees: t('℃', '°C'),
  metresPerSecond: t('米/秒', 'm/s'),
  kilometresPerHour: t('公里/小时', 'km/h'),
  micrograms: t('微克/立方米', 'µg/m³'),
  decibels: t('分贝', 'dB(A)'),
  kilowatts: t('千瓦', 'kW'),
  kilowattHours: t('千瓦时', 'kWh'),
  volts: t('伏', 'V'),
  kilopascals: t('千帕', 'kPa'),
  hectopascals: t('百帕', 'hPa'),
  none: t('', ''),
} as const satisfies Record<string, Words>

/** An hour and a day, in seconds. */
export const hour = 3_600
export const day = 86_400
