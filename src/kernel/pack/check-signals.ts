import type { Fault } from '../errors/index.ts'
import type { FlowDeclaration } from '../flow/index.ts'
import { type Field, type FieldType, kinds } from '../record/index.ts'
import { combinedFaults } from '../things/index.ts'
import type { PackDeclaration } from './declaration.ts'
import { fault } from './fault.ts'
import type { Fill } from './signal.ts'

/** Parts that every signal has. */
const always = new Set<Fill>(['text', 'title', 'kind', 'who', 'id', 'at', 'office'])

const texts: readonly FieldType[] = ['text', 'long-text', 'class']

/** Which kinds of field a part may fill. */
const fits: Readonly<Record<Extract<Fill, string>, readonly FieldType[]>> = {
  ...{ text: texts, title: texts, kind: texts, who: texts, id: texts, class: texts, level: texts },
  ...{ at: ['instant', 'text'], office: ['office'], place: ['place'], value: ['number', 'integer'], files: ['files'] },
}

/** What is wrong with how one field is filled. */
function fillFaults(at: string, fill: Fill, field: Field, present: ReadonlySet<Fill>): readonly Fault[] {
  if (typeof fill === 'string') {
    if (!fits[fill].includes(field.type))
      return [fault(at, `“${fill}”不能填这种字段`, `"${fill}" does not fill a field of this kind`)]
    return field.required && !present.has(fill)
      ? [fault(at, '必填项不能只靠可能缺少的内容', 'a required field needs something that every signal has')]
      : []
  }
  const values =
    'is' in fill ? [fill.is] : 'of' in fill ? [...Object.values(fill.of), fill.otherwise] : [fill.otherwise]
  if ('fact' in fill && fill.otherwise === undefined)
    return field.required ? [fault(at, '必填项要说明缺少时填什么', 'a required field needs an "otherwise"')] : []
  return values.flatMap((value) => {
    const says = kinds[field.type].check(value, field)
    return says ? [{ field: at, found: String(value).slice(0, 80), says }] : []
  })
}

/** What is wrong with the signals of a pack: unknown fields, fields that stay empty, values that do not fit. */
export function signalFaults({ hears = [], fills, joins, foresees = [], flow }: PackDeclaration): Fault[] {
  if (hears.length === 0) return fills || joins ? [fault('hears', '没有声明接收什么信号', 'nothing is heard')] : []
  if (!fills) return [fault('fills', '没有声明信号如何填表', 'how a signal fills the form is not told')]
  // Alarms have a class and a level, too.
  const present = hears.every((one) => 'alarms' in one) ? new Set<Fill>([...always, 'class', 'level']) : always
  const several = hears.flatMap((one, index) =>
    'reports' in one || one.opens === undefined || one.opens === 1
      ? []
      : [fault(`hears.${index}.opens`, '只有诉求可以等待多个来源', 'only reports can wait for others')],
  )
  const missing = Object.entries(flow.asks)
    .filter(([name, field]) => field.required && field.when === undefined && !Object.hasOwn(fills, name))
    .map(([name]) => fault(`fills.${name}`, '必填项没有填法', 'a required field is not filled'))
  const wrong = Object.entries(fills).flatMap(([name, fill]) => {
    const field = flow.asks[name]
    return field
      ? fillFaults(`fills.${name}`, fill, field, present)
      : [fault(`fills.${name}`, '没有这个字段', 'there is no such field')]
  })
  return [...several, ...missing, ...wrong, ...foresees.flatMap((rule) => combinedFaults(rule))]
}

/** What is wrong with the effects of steps. */
export function effectFaults(flow: FlowDeclaration): Fault[] {
  const all = flow.steps.flatMap(({ name: step, effects = [] }) => effects.map((effect) => ({ step, effect })))
  const names = all.map(({ effect }) => effect.name)
  const needsPlace = all.filter(({ effect }) => 'metres' in effect || ('reach' in effect && effect.reach !== 'source'))
  return [
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => fault(`effects.${name}`, '名称重复', 'the name is used twice')),
    ...(flow.marks.place === undefined
      ? needsPlace.map(({ step, effect }) =>
          fault(`${step}.effects.${effect.name}`, '需要标出地点字段', 'it needs a field marked as the place'),
        )
      : []),
  ]
}

/** What is wrong with the rules of responsibility. */
export function responsibleFaults(flow: FlowDeclaration): Fault[] {
  const rules = flow.responsible ?? []
  const asksFor = flow.steps.filter(({ by }) => 'rules' in by)
  return [
    ...(rules.length === 0
      ? asksFor.map(({ name }) => fault(`${name}.by`, '没有责任规则', 'there are no rules of responsibility'))
      : []),
    ...rules.flatMap(({ name, to }) =>
      'answer' in to && flow.asks[to.answer]?.type !== 'office'
        ? [fault(`responsible.${name}.to`, '不是机构字段', 'is no field of offices')]
        : [],
    ),
  ]
}
