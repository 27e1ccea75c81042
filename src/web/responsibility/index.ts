export { ResponsibilityRule } from './rule-page.tsx'
export { ResponsibilityRules } from './rules-page.tsx'
export { UnansweredPage } from './unanswered-page.tsx'
