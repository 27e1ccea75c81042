export { CityFrame } from './city-frame.tsx'
export { Cockpit } from './cockpit.tsx'
export { FiguresPage } from './figures-page.tsx'
export { TopicPage } from './topic-page.tsx'
