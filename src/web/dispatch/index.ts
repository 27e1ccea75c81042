export { DispatchBoard } from './board-page.tsx'
export { CrewsPage } from './crews-page.tsx'
export { LessonsPage } from './lessons-page.tsx'
export { MyRound } from './my-round.tsx'
