import { Type } from 'typebox'
import type { Http, Query } from '../../base/index.ts'
import { compareVersions } from '../learning/compare-versions.ts'
import { type LearningParts, orderTraining } from '../learning/learn.ts'
import type { ModelVersion } from '../learning/models.ts'
import { riskCard } from '../learning/risk-card.ts'
import { permissions } from '../permissions.ts'
import { sortingOf } from '../sorting.ts'
import { firstLevel } from '../text/index.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const words = Type.Object({ zh: Type.String(), en: Type.String() })
const name = Type.String({ maxLength: 80 })

const line = Type.Object({
  version: Type.String(),
  pack: Type.String(),
  field: Type.String(),
  madeAt: Type.String(),
  madeBy: Type.String(),
  isActive: Type.Boolean(),
  activatedAt: nullable(Type.String()),
  activatedBy: nullable(Type.String()),
  messages: Type.Integer(),
  classes: Type.Integer(),
  folds: Type.Integer(),
  accuracy: Type.Number(),
  macroF1: Type.Number(),
  calibrationError: Type.Number(),
  /** Why it was, or was not, put to use by itself. */
  verdict: nullable(Type.Unknown()),
})

const lineOf = (version: ModelVersion) => {
  const top = firstLevel(version.card)
  const { madeAt, madeBy, isActive, activatedAt, activatedBy, verdict, pack, field } = version
  return {
    ...{ version: version.version, pack, field, madeAt, madeBy, isActive, activatedAt, activatedBy, verdict },
    messages: version.card.training.messages,
    classes: top?.classes.length ?? 0,
    folds: top?.folds ?? 0,
    accuracy: top?.accuracy ?? 0,
    macroF1: top?.macroF1 ?? 0,
    calibrationError: top?.calibration.error ?? 0,
  }
}

/** Versions of models: their figures, their risk, which is in use; two of them on the same messages. */
export function modelRoutes(http: Http, parts: LearningParts): void {
  const { base, cases, models } = parts
  const barOf = (pack: string): number => {
    const installed = cases.shelf.current().find((one) => one.name === pack)
    return (installed && sortingOf(installed)?.confidence) ?? 1
  }

  http.route({
    method: 'GET',
    path: '/api/insight/models',
    title: { zh: '模型版本', en: 'Versions of models' },
    access: permissions.models,
    query: Type.Object({ pack: Type.Optional(name), field: Type.Optional(name) }),
    response: Type.Array(line),
    handle: async ({ query: { pack, field } }) => (await models.list(pack, field)).map(lineOf),
  })

  http.route({
    method: 'GET',
    path: '/api/insight/models/:version',
    title: { zh: '一个模型版本：各类指标与风险说明', en: 'One version: figures by class, and its risk card' },
    access: permissions.models,
    params: Type.Object({ version: name }),
    response: Type.Object({
      ...line.properties,
      hash: Type.String(),
      card: Type.Unknown(),
      risk: Type.Array(Type.Object({ question: words, answer: words })),
    }),
    handle: async ({ params }) => {
      const version = await models.get(params.version)
      const risk = riskCard(version, barOf(version.pack)).map((answer) => ({ ...answer }))
      return { ...lineOf(version), hash: version.hash, card: version.card, risk }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/insight/models/:version/activate',
    title: { zh: '启用这个版本', en: 'Put this version to use' },
    access: permissions.activate,
    params: Type.Object({ version: name }),
    body: Type.Object(
      {
        /** Keep it until somebody lets go of it (default); `false`: newer versions that are not worse may follow. */
        hold: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    response: line,
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `model:${params.version}`, facts: { hold: body.hold ?? true } })
      await base.db.tx((tx: Query) => models.activate(tx, params.version, actor.id, body.hold ?? true))
      return lineOf(await models.get(params.version))
    },
  })

  http.route({
    method: 'GET',
    path: '/api/insight/comparison',
    title: { zh: '比较两个版本', en: 'Compare two versions on the same messages' },
    access: permissions.models,
    rate: { perMinute: 6, burst: 3 },
    query: Type.Object({ one: name, other: name }),
    response: Type.Object({
      one: Type.String(),
      other: Type.String(),
      messages: Type.Integer(),
      oneRight: Type.Integer(),
      otherRight: Type.Integer(),
      onlyOne: Type.Integer(),
      onlyOther: Type.Integer(),
      chance: Type.Number(),
    }),
    handle: ({ query: { one, other } }) => compareVersions(base.db, models, one, other),
  })

  http.route({
    method: 'POST',
    path: '/api/insight/train',
    title: { zh: '现在重新训练', en: 'Train anew now' },
    access: permissions.train,
    status: 202,
    response: Type.Object({ queued: Type.Boolean() }),
    handle: async ({ actor, audit }) => {
      audit({ resource: 'model:all' })
      await base.db.tx((tx) => orderTraining(tx, actor.id, base.now(), true))
      return { queued: true }
    },
  })
}
