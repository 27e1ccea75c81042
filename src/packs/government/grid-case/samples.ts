import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('patrol', 'component:0501', '公共座椅断裂', 'A public bench is broken', {
    facts: { ownership: 'street', component: '3101010501000001', limit: 'workingDay-5' },
  }),
  sampleSignal('patrol', 'event:0107', '占道堆物', 'Things piled on the road', {
    facts: { limit: 'workingHour-4', under: '城乡建设/市容管理/占道经营' },
  }),
]
