import { type Sign, signClasses } from '../kernel/signs/index.ts'
import { deviceProfiles } from '../packs/city/devices/index.ts'
import { signs } from '../packs/city/signs/index.ts'
import { demonstrationKinds } from './demo-devices/which.ts'

const across: Readonly<Record<string, string>> = {
  ...{ mean: 'mean over devices', median: 'median over devices', p90: 'nine tenths of devices lie at or below' },
  ...{ min: 'lowest device', max: 'highest device', sum: 'sum over devices', ratio: 'sum by sum, %' },
  ...{ share: '% of devices', count: 'number of devices' },
}

const lengthOf = (seconds: number): string =>
  seconds % 86_400 === 0
    ? `${seconds / 86_400} d`
    : seconds % 3_600 === 0
      ? `${seconds / 3_600} h`
      : `${seconds / 60} min`

const titleOf = (name: string): string => deviceProfiles.find((profile) => profile.name === name)?.title.en ?? name

/** What a sign is computed from, in one line. */
function computedFrom({ source }: Sign): string {
  switch (source.from) {
    case 'readings': {
      const { profile, measure, within, window, is } = source
      const which = is
        ? ` with ${is.atLeast === undefined ? '' : `≥ ${is.atLeast}`}${is.below === undefined ? '' : ` < ${is.below}`}`
        : ''
      const of = within === 'last' ? `newest \`${measure}\`` : `${within} of \`${measure}\` over ${lengthOf(window)}`
      return `${titleOf(profile)}: ${of}${source.per ? ` by \`${source.per}\`` : ''}; ${across[source.across]}${which}`
    }
    case 'air-index':
      return `${titleOf(source.profile)}: six pollutants, HJ 633-2012`
    case 'cases': {
      const of = [source.pack, source.class, source.channel && `by ${source.channel}`].filter(Boolean).join(', ')
      const share = source.share ? `, % that is ${source.share.channel ?? 'urgent'}` : ''
      return `cases${of ? ` (${of})` : ''}: ${source.count}${source.over === undefined ? '' : ` of ${lengthOf(source.over)}`}${share}`
    }
    case 'devices':
      return `health of devices${source.profiles ? ` (${source.profiles.map(titleOf).join(', ')})` : ''}: ${source.as} ${source.ailment}`
    case 'alarms':
      return `alarms${source.rules.length > 0 ? ` (${source.rules.join(', ')})` : ' of all rules'}: ${source.as}${source.over === undefined ? '' : ` in ${lengthOf(source.over)}`}`
    case 'outside':
      return `needs ${source.needs.en}`
  }
}

/** Is it connected in the demonstration city as it begins? A city of its own connects it by having such devices or cases. */
function connection({ source }: Sign): string {
  if (source.from === 'outside') return 'no'
  if (source.from === 'readings' || source.from === 'air-index')
    return demonstrationKinds.has(source.profile) ? 'yes' : 'with such devices'
  return source.from === 'cases' && source.channel ? 'with such cases' : 'yes'
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The table of all signs for docs/vital-signs.md. */
export function tableOfSigns(): string {
  const rows = signs.map((sign) =>
    [
      `\`${sign.code}\``,
      `${sign.title.zh} ${sign.title.en}`,
      signClasses[sign.class].en,
      sign.unit.en || '—',
      connection(sign),
      computedFrom(sign),
      sign.settings.bounds.length === 0
        ? 'none'
        : sign.basis.kind === 'standard'
          ? `${sign.basis.isChecked ? '' : 'own choice, after: '}${sign.basis.name.en}`
          : 'own choice',
    ].map(cell),
  )
  const head = ['code', 'sign', 'class', 'unit', 'connected in the demonstration', 'computed from', 'bounds']
  return `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`
}
