export { airEpisode } from './air-episode.ts'
export { samples } from './samples.ts'
