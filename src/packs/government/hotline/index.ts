export { hotline } from './hotline.ts'
export { type Sample, samples } from './samples.ts'
export { classes } from './taxonomy.ts'
