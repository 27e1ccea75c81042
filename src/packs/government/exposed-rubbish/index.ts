export { exposedRubbish } from './exposed-rubbish.ts'
export { samples } from './samples.ts'
