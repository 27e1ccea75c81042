import type { Http } from '../../base/index.ts'
import { ruleChanges } from './rule-changes.ts'
import { ruleFiles } from './rule-files.ts'
import { ruleListing } from './rule-listing.ts'
import type { RuleParts } from './rule-parts.ts'
import { ruleTrials } from './rule-trials.ts'

/** The city's own rules: what is in force, their versions, trials and rehearsals, files in and out. */
export function ruleRoutes(http: Http, parts: RuleParts): void {
  ruleListing(http, parts)
  ruleChanges(http, parts)
  ruleTrials(http, parts)
  ruleFiles(http, parts)
}
