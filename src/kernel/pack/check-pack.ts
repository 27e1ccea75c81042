import { CityError, errorTable, type Fault } from '../errors/index.ts'
import { type FlowDeclaration, findAction, responsibleVocabulary, vocabularyOf } from '../flow/index.ts'
import { conditionOf, type Vocabulary } from '../rules/index.ts'
import { effectFaults, responsibleFaults, signalFaults } from './check-signals.ts'
import type { PackDeclaration } from './declaration.ts'
import { fault } from './fault.ts'
import { shapeFaults } from './pack-schema.ts'

/** Errors of packs. */
export const packErrors = errorTable({
  'pack.invalid': {
    kind: 'input',
    says: { zh: '场景包“{pack}”有 {count} 处错误', en: 'The pack "{pack}" has {count} faults' },
    todo: { zh: '请按所列逐条修改', en: 'Mend each fault that is listed' },
  },
  'pack.testFailed': {
    kind: 'input',
    says: { zh: '场景包“{pack}”自带的测试未通过：{test}', en: 'A test of the pack "{pack}" fails: {test}' },
    todo: {
      zh: '测试未通过的场景包不能安装，请修改流程或测试',
      en: 'A pack whose tests fail is not installed: mend the flow or the test',
    },
  },
})

const packName = /^[a-z][a-z0-9-]{0,59}$/
const fieldName = /^[a-zA-Z][a-zA-Z0-9]{0,59}$/

/** Checks a whole pack: names, references, order of steps, actions. @throws pack.invalid with every fault found */
export function checkPack(pack: PackDeclaration): void {
  const shape = shapeFaults(pack)
  if (shape.length > 0)
    throw packErrors.make('pack.invalid', { pack: nameIn(pack), count: shape.length }, { faults: shape })
  const faults = [
    ...nameFaults(pack),
    ...stepFaults(pack.flow),
    ...markFaults(pack.flow),
    ...grantFaults(pack.flow),
    ...conditionFaults(pack.flow),
    ...filingFaults(pack),
    ...restFaults(pack),
    ...signalFaults(pack),
    ...effectFaults(pack.flow),
    ...responsibleFaults(pack.flow),
  ]
  if (faults.length > 0) throw packErrors.make('pack.invalid', { pack: pack.name, count: faults.length }, { faults })
}

/** The name of something that may not even be a pack. */
const nameIn = (value: { readonly name?: unknown }): string =>
  typeof value.name === 'string' ? value.name.slice(0, 60) : '?'

function nameFaults(pack: PackDeclaration): Fault[] {
  const names = [
    ...Object.keys(pack.flow.asks),
    ...pack.flow.steps.flatMap((step) => [step.name, ...Object.keys(step.gives)]),
  ]
  const bad = [
    ...(packName.test(pack.name)
      ? []
      : [
          fault(
            pack.name,
            '包名只能用小写字母、数字和连字符',
            'the name of a pack has lower-case letters, digits and hyphens',
          ),
        ]),
    ...names
      .filter((one) => !fieldName.test(one))
      .map((one) => fault(one, '名称只能用字母和数字', 'a name has letters and digits only')),
  ]
  const steps = pack.flow.steps.map((step) => step.name)
  const twice = steps.filter((step, index) => steps.indexOf(step) !== index || Object.hasOwn(pack.flow.asks, step))
  return [...bad, ...twice.map((step) => fault(step, '名称重复', 'the name is used twice'))]
}

/** Does a reference name a field of the form or of one of these steps? */
function isKnown(flow: FlowDeclaration, ref: string, steps: FlowDeclaration['steps']): boolean {
  const [head = '', tail] = ref.split('.')
  if (tail === undefined) return Object.hasOwn(flow.asks, head)
  const step = steps.find((one) => one.name === head)
  return step !== undefined && Object.hasOwn(step.gives, tail)
}

function stepFaults(flow: FlowDeclaration): Fault[] {
  if (flow.steps.length === 0) return [fault('steps', '至少要有一个步骤', 'a flow has at least one step')]
  return flow.steps.flatMap((step, index) => {
    const before = flow.steps.slice(0, index)
    const refs = [
      ...step.reads,
      ...('from' in step.by ? [step.by.from] : []),
      ...(step.within && 'by' in step.within ? [step.within.by] : []),
    ]
    return [
      ...refs
        .filter((ref) => !isKnown(flow, ref, before))
        .map((ref) =>
          fault(
            `${step.name}.reads`,
            `“${ref}”不是表单或前面步骤的字段`,
            `"${ref}" is no field of the form or of an earlier step`,
          ),
        ),
      ...('step' in step.by && !step.after.includes(step.by.step)
        ? [fault(`${step.name}.by`, '要等那一步完成之后', 'it must come after that step')]
        : []),
      ...step.after
        .filter((other) => !before.some((one) => one.name === other))
        .map((other) => fault(`${step.name}.after`, `“${other}”不是前面的步骤`, `"${other}" is no earlier step`)),
      ...(step.roles.length === 0 ? [fault(`${step.name}.roles`, '没有可办理的岗位', 'nobody may do this step')] : []),
    ]
  })
}

function markFaults(flow: FlowDeclaration): Fault[] {
  const { main, ...refs } = flow.marks
  const unknown = Object.entries(refs).filter(([, ref]) => ref !== undefined && !isKnown(flow, ref, flow.steps))
  return [
    ...(flow.steps.some((step) => step.name === main)
      ? []
      : [fault('marks.main', `没有步骤“${main}”`, `there is no step "${main}"`)]),
    ...unknown.map(([mark, ref]) => fault(`marks.${mark}`, `“${ref}”不存在`, `"${ref}" does not exist`)),
    ...(flow.redo && !flow.steps.some((step) => step.name === flow.redo?.from)
      ? [fault('redo.from', '没有这一步骤', 'there is no such step')]
      : []),
  ]
}

/** Classes that are filed under must be in a taxonomy of the pack; the answer they follow must be asked. */
function filingFaults({ flow: { filed, asks }, taxonomies }: PackDeclaration): Fault[] {
  if (!filed) return []
  const known = new Set(Object.values(taxonomies).flatMap(({ classes }) => classes.map(({ code }) => code)))
  const codes = 'class' in filed ? [filed.class] : [...Object.values(filed.of), filed.otherwise]
  return [
    ...codes
      .filter((code) => !known.has(code))
      .map((code) => fault('filed', `没有分类“${code}”`, `there is no class "${code}"`)),
    ...('by' in filed && !Object.hasOwn(asks, filed.by)
      ? [fault('filed.by', `“${filed.by}”不是表单字段`, `"${filed.by}" is no field of the form`)]
      : []),
  ]
}

const grantFaults = (flow: FlowDeclaration): Fault[] =>
  Object.keys(flow.grants)
    .filter((key) => {
      const [verb = '', step] = key.split(':')
      return !findAction(verb) || (step !== undefined && !flow.steps.some((one) => one.name === step))
    })
    .map((key) => fault(`grants.${key}`, '没有这一操作或步骤', 'there is no such action or step'))

/** Conditions that cannot be read: of fields over their form, of steps and redoing over all answers. */
function conditionFaults(flow: FlowDeclaration): Fault[] {
  const forms = [['asks', flow.asks] as const, ...flow.steps.map((step) => [step.name, step.gives] as const)]
  const conditions: [string, string | undefined, Vocabulary][] = [
    ...forms.flatMap(([form, fields]) =>
      Object.entries(fields).map(([field, { when }]): [string, string | undefined, Vocabulary] => [
        `${form}.${field}.when`,
        when,
        fields,
      ]),
    ),
    ...flow.steps.map((step): [string, string | undefined, Vocabulary] => [
      `${step.name}.when`,
      step.when,
      vocabularyOf(flow),
    ]),
    ['redo.when', flow.redo?.when, vocabularyOf(flow)],
    ...flow.steps.flatMap((step) =>
      (step.effects ?? []).map((effect): [string, string | undefined, Vocabulary] => [
        `${step.name}.effects.${effect.name}.when`,
        effect.when,
        vocabularyOf(flow),
      ]),
    ),
    ...(flow.responsible ?? []).map((rule): [string, string | undefined, Vocabulary] => [
      `responsible.${rule.name}.when`,
      rule.when,
      responsibleVocabulary(flow.asks),
    ]),
  ]
  return conditions.flatMap(([at, text, vocabulary]) => {
    if (text === undefined) return []
    try {
      conditionOf(text, vocabulary)
      return []
    } catch (cause) {
      if (!(cause instanceof CityError)) throw cause
      return [{ field: at, found: text.slice(0, 80), says: cause.says }]
    }
  })
}

function restFaults(pack: PackDeclaration): Fault[] {
  const { flow, sorting } = pack
  const classes = [...Object.values(flow.asks), ...flow.steps.flatMap((step) => Object.values(step.gives))]
  return [
    ...classes
      .filter((field) => field.taxonomy !== undefined && !Object.hasOwn(pack.taxonomies, field.taxonomy))
      .map((field) => fault(`taxonomies.${field.taxonomy}`, '分类体系未声明', 'the taxonomy is not declared')),
    ...(sorting && (sorting.confidence <= 0 || sorting.confidence > 1)
      ? [fault('sorting.confidence', '应在 0 与 1 之间', 'lies between 0 and 1')]
      : []),
    ...(sorting && !flow.steps.some((step) => step.name === sorting.step)
      ? [fault('sorting.step', '没有这一步骤', 'there is no such step')]
      : []),
  ]
}
