import type { ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { CitizenFrame } from '../citizen/citizen-frame.tsx'
import { Home } from '../citizen/home.tsx'
import { Frame } from './frame.tsx'
import { NotFound, RouteTrouble } from './not-found.tsx'

type Pages<Name extends string> = Readonly<Record<Name, ComponentType>>

/** A page of a desk that is loaded when it is first opened. */
const of =
  <Name extends string>(load: () => Promise<Pages<Name>>) =>
  (name: Name): Pick<RouteObject, 'lazy'> => ({ lazy: async () => ({ Component: (await load())[name] }) })

const citizen = of(() => import('../citizen/index.ts'))
const desk = of(() => import('../desk/index.ts'))
const city = of(() => import('../city/index.ts'))
const response = of(() => import('../response/index.ts'))
const camera = of(() => import('../camera/index.ts'))
const patrol = of(() => import('../patrol/index.ts'))
const dispatch = of(() => import('../dispatch/index.ts'))
const responsibility = of(() => import('../responsibility/index.ts'))
const layers = of(() => import('../layers/index.ts'))
const series = of(() => import('../series/index.ts'))
const things = of(() => import('../things/index.ts'))
const twin = of(() => import('../twin/index.ts'))
const admin = of(() => import('../admin/index.ts'))
const shell = of(() => import('./pages.ts'))
const account = of(() => import('../account/index.ts'))

const gallery: RouteObject[] = import.meta.env.DEV
  ? [{ path: '/kit', lazy: async () => ({ Component: (await import('../gallery/gallery.tsx')).Gallery }) }]
  : []

/** Every address of the application. */
export const routes: RouteObject[] = [
  {
    Component: Frame,
    ErrorBoundary: RouteTrouble,
    HydrateFallback: () => null,
    children: [
      {
        Component: CitizenFrame,
        children: [
          { path: '/', Component: Home },
          { path: '/search', ...citizen('Search') },
          { path: '/services', ...citizen('Services') },
          { path: '/report/done/:code', ...citizen('ReportDone') },
          { path: '/report/kept', ...citizen('ReportKept') },
          { path: '/report/:pack?', ...citizen('Report') },
          { path: '/find', ...citizen('Find') },
          { path: '/t/:code', ...citizen('Track') },
          { path: '/mine', ...citizen('Mine') },
          { path: '/mine/:id', ...citizen('OwnCase') },
          { path: '/around', ...citizen('Around') },
          { path: '/notices', ...citizen('NoticesPage') },
          { path: '/notices/stop/:code', ...citizen('StopNotices') },
          { path: '/accessibility', ...citizen('Accessibility') },
          {
            path: '/account',
            ...account('AccountFrame'),
            children: [
              { index: true, ...account('OwnData') },
              { path: 'security', ...account('Security') },
              { path: 'privacy', ...account('Privacy') },
              { path: 'notices', ...account('NoticePreference') },
            ],
          },
          { path: '/password', ...account('PasswordLink') },
          { path: '/setup', ...account('SetUp') },
          { path: '*', Component: NotFound },
        ],
      },
      {
        path: '/desk',
        ...desk('DeskFrame'),
        children: [
          { index: true, ...desk('DeskFirst') },
          { path: 'overview', ...desk('Overview') },
          { path: 'more', ...desk('DeskMore') },
          { path: 'entry', ...desk('Entry') },
          { path: 'inbox', ...desk('Inbox') },
          { path: 'tree', ...desk('Tree') },
          { path: 'imports', ...desk('Imports') },
          { path: 'imports/:id', ...desk('ImportPage') },
          { path: 'layers', ...layers('LayerImports') },
          { path: 'layers/:id', ...layers('LayerImportPage') },
          { path: 'rules', ...things('AlarmRules') },
          { path: 'rules/:name', ...things('AlarmRulePage') },
          { path: 'devices', ...things('Devices') },
          { path: 'devices/profiles', ...things('Profiles') },
          { path: 'devices/profiles/:name', ...things('ProfilePage') },
          { path: 'devices/commands', ...things('CommandBatches') },
          { path: 'devices/commands/:batch', ...things('CommandBatchPage') },
          { path: 'devices/:id', ...things('DevicePage') },
          { path: 'anomalies', ...series('Anomalies') },
          { path: 'anomalies/:series', ...series('SeriesPage') },
          { path: 'camera', ...camera('CameraQueue') },
          { path: 'camera/decided', ...camera('CameraDecided') },
          { path: 'camera/requests', ...camera('ViewRequests') },
          { path: 'camera/sources', ...camera('CameraSources') },
          { path: 'camera/:id', ...camera('CameraEventPage') },
          { path: 'patrol', ...patrol('TodayPage') },
          { path: 'patrol/rounds/:route', ...patrol('RoundPage') },
          { path: 'patrol/find', ...patrol('FindPage') },
          { path: 'patrol/findings/:id', ...patrol('FindingPage') },
          { path: 'patrol/coverage', ...patrol('CoveragePage') },
          { path: 'patrol/grids', ...patrol('GridsPage') },
          { path: 'patrol/routes', ...patrol('RoutesPage') },
          { path: 'patrol/tables', ...patrol('TablesPage') },
          { path: 'patrol/components', ...patrol('ComponentsPage') },
          { path: 'patrol/components/:code', ...patrol('ComponentPage') },
          { path: 'dispatch', ...dispatch('DispatchBoard') },
          { path: 'dispatch/crews', ...dispatch('CrewsPage') },
          { path: 'dispatch/lessons', ...dispatch('LessonsPage') },
          { path: 'round', ...dispatch('MyRound') },
          { path: 'unanswered', ...responsibility('UnansweredPage') },
          { path: 'responsibility', ...responsibility('ResponsibilityRules') },
          { path: 'responsibility/:id', ...responsibility('ResponsibilityRule') },
          { path: ':view/:id?', ...desk('Work') },
        ],
      },
      {
        path: '/city',
        ...city('CityFrame'),
        children: [
          { index: true, ...city('Cockpit') },
          { path: 'figures', ...city('FiguresPage') },
          { path: 'map', ...twin('MapDesk') },
          { path: 'signs', ...city('SignsPage') },
          { path: 'signs/:code', ...city('SignPage') },
          { path: 'duty', ...city('DutyPage') },
          { path: 'stories/:id', ...twin('StoryPage') },
          { path: 'response', ...response('IncidentsPage') },
          { path: 'response/orders', ...response('OrdersPage') },
          { path: 'response/duty', ...response('DutyPage') },
          { path: 'response/resources', ...response('ResourcesPage') },
          { path: 'response/:id', ...response('IncidentPage') },
          { path: 'topics/:id', ...city('TopicPage') },
        ],
      },
      {
        path: '/admin',
        ...admin('AdminFrame'),
        children: [
          { path: 'health', ...admin('Health') },
          { path: 'people', ...admin('People') },
          { path: 'people/:id', ...admin('PersonPage') },
          { path: 'offices', ...admin('Offices') },
          { path: 'delegations', ...admin('Delegations') },
          { path: 'data-requests', ...admin('DataRequests') },
          { path: 'firms', ...admin('Firms') },
          { path: 'packs', ...admin('Packs') },
          { path: 'models', ...admin('Models') },
          { path: 'jobs', ...admin('Jobs') },
          { path: 'sandbox', ...admin('Sandbox') },
          { path: 'channels', ...admin('Channels') },
          { path: 'interfaces', ...admin('Interfaces') },
          { path: 'outside', ...admin('Outside') },
          { path: 'hooks/:id', ...admin('HookPage') },
          { path: 'rights', ...admin('Rights') },
          { path: 'audit', ...admin('Audit') },
          { path: 'camera', ...camera('CameraSources') },
          { path: 'full-views', ...camera('ViewLog') },
          { path: 'anomalies', ...series('Anomalies') },
          { path: 'anomalies/:series', ...series('SeriesPage') },
          { path: 'layers', ...layers('LayerImports') },
          { path: 'layers/:id', ...layers('LayerImportPage') },
          { path: 'rules', ...things('AlarmRules') },
          { path: 'rules/:name', ...things('AlarmRulePage') },
          { path: 'devices', ...things('Devices') },
          { path: 'devices/profiles', ...things('Profiles') },
          { path: 'devices/profiles/:name', ...things('ProfilePage') },
          { path: 'devices/commands', ...things('CommandBatches') },
          { path: 'devices/commands/:batch', ...things('CommandBatchPage') },
          { path: 'devices/:id', ...things('DevicePage') },
        ],
      },
      { path: '/sign-in', ...account('SignInOrAllow') },
      { path: '/outbox', ...shell('OutboxPage') },
      ...gallery,
    ],
  },
]
