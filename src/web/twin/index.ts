export { MapDesk } from './map-desk.tsx'
export { StoryPage } from './story-page.tsx'
