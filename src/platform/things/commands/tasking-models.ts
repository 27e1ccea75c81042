import type { CommandField, DeviceProfile } from '../../../kernel/things/index.ts'
import type { TaskingModel } from '../../twin/index.ts'

/** A component of SWE Common (OGC 08-094r1 §7.2) for a value that a command takes. */
function component({ kind, unit, range, choices }: CommandField): object {
  const interval = range && { constraint: { type: 'AllowedValues', interval: [range] } }
  switch (kind) {
    case 'yes-no':
      return { type: 'Boolean' }
    case 'choice':
      return { type: 'Category', constraint: { type: 'AllowedTokens', value: Object.keys(choices ?? {}) } }
    case 'whole':
      return unit === undefined
        ? { type: 'Count', ...interval }
        : { type: 'Quantity', uom: { code: unit }, ...interval }
    case 'number':
      return { type: 'Quantity', uom: { code: unit ?? '1' }, ...interval }
  }
}

const nameOf = ({ title }: Pick<CommandField, 'title'>) => ({ label: title.en, description: title.zh })

/** What devices of a kind can be told, as SensorThings shows it (OGC 17-079r1): a task of such a capability becomes that command. */
export const taskingModel = ({ name, title, commands }: DeviceProfile): TaskingModel => ({
  name,
  description: `${title.en} · ${title.zh}`,
  commands: Object.entries(commands).map(([command, { title: says, fields }]) => ({
    command,
    description: `${says.en} · ${says.zh}`,
    parameters: {
      type: 'DataRecord',
      field: Object.entries(fields).map(([field, one]) => ({
        ...{ name: field, ...nameOf(one), optional: one.isRequired !== true },
        ...component(one),
      })),
    },
  })),
})
