import { sql } from 'kysely'
import { Type } from 'typebox'
import { resourceOf } from '../../../kernel/flow/index.ts'
import type { Db, Http } from '../../base/index.ts'
import type { CaseEngine } from '../../cases/index.ts'
import { insightErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { type Suggestion, suggestion } from '../reading/suggestion.ts'

/** What is suggested for the sorting of one case. */
export function suggestionRoutes(http: Http, db: Db, engine: Pick<CaseEngine, 'get'>): void {
  http.route({
    method: 'GET',
    path: '/api/insight/suggestion/:caseId',
    title: { zh: '分拣建议', en: 'The suggestion for a case' },
    access: permissions.suggestion,
    params: Type.Object({ caseId: Type.String({ format: 'uuid' }) }),
    response: suggestion,
    resource: async ({ params }) => resourceOf((await engine.get(params.caseId)).state),
    handle: async ({ params, audit }) => {
      audit({ resource: `case:${params.caseId}` })
      const { rows } = await sql<{ suggestion: Suggestion }>`
        select suggestion from cases.suggestion where case_id = ${params.caseId}`.execute(db)
      if (!rows[0]) throw insightErrors.make('insight.no-suggestion')
      return rows[0].suggestion
    },
  })
}
