import type { JSX } from 'react'
import { Link, Navigate, NavLink, Outlet, useLocation } from 'react-router'
import type { Level, Role } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import { Brand, Icon, type IconName, LanguageSwitch, ThemeSwitch, useSay } from '../kit/index.ts'
import { AccountMenu } from '../shell/account-menu.tsx'
import { deskWords } from '../shell/desk-words.ts'
import { NotYours } from '../shell/not-yours.tsx'
import { holds, useSession } from '../shell/session.ts'
import { SignInWall } from '../shell/sign-in-wall.tsx'
import styles from './admin-frame.module.css'

type Way = {
  readonly to: string
  readonly icon: IconName
  readonly words: Words
  /** Who the server lets read it: a role, at which levels (nothing: at any). */
  readonly for: readonly (readonly [role: Role, ...levels: Level[]])[]
}

const runs: Way['for'] = [
  ['administrator', 'city'],
  ['auditor', 'city'],
]
const looks: Way['for'] = [['administrator'], ['auditor']]

const ways: readonly Way[] = [
  { to: '/admin/health', icon: 'pulse', words: { zh: '健康', en: 'Health' }, for: runs },
  { to: '/admin/people', icon: 'people', words: { zh: '人员', en: 'People' }, for: looks },
  { to: '/admin/offices', icon: 'tree', words: { zh: '机构', en: 'Offices' }, for: looks },
  { to: '/admin/delegations', icon: 'merge', words: { zh: '代理', en: 'Delegations' }, for: looks },
  { to: '/admin/data-requests', icon: 'hand', words: { zh: '个人信息申请', en: 'Data requests' }, for: runs },
  {
    to: '/admin/firms',
    icon: 'office',
    words: { zh: '企业', en: 'Firms' },
    for: [['administrator', 'city', 'district']],
  },
  { to: '/admin/packs', icon: 'file', words: { zh: '场景包', en: 'Packs' }, for: looks },
  { to: '/admin/models', icon: 'chart', words: { zh: '模型', en: 'Models' }, for: looks },
  { to: '/admin/devices', icon: 'pulse', words: { zh: '设备', en: 'Devices' }, for: looks },
  {
    to: '/admin/camera',
    icon: 'camera',
    words: { zh: '视频来源', en: 'Analytics' },
    for: [['administrator'], ['auditor', 'city']],
  },
  { to: '/admin/rules', icon: 'warning', words: { zh: '告警规则', en: 'Alarm rules' }, for: looks },
  { to: '/admin/anomalies', icon: 'chart', words: { zh: '序列异常', en: 'Anomalies' }, for: looks },
  { to: '/admin/layers', icon: 'map', words: { zh: '图层导入', en: 'Map imports' }, for: [['administrator']] },
  { to: '/admin/jobs', icon: 'sync', words: { zh: '后台任务', en: 'Jobs' }, for: [['administrator', 'city']] },
  { to: '/admin/sandbox', icon: 'bell', words: { zh: '通知沙箱', en: 'Notices' }, for: [['administrator', 'city']] },
  { to: '/admin/channels', icon: 'phone', words: { zh: '发送通道', en: 'Channels' }, for: runs },
  { to: '/admin/interfaces', icon: 'link', words: { zh: '接口', en: 'Interfaces' }, for: runs },
  {
    to: '/admin/outside',
    icon: 'link',
    words: { zh: '外部系统', en: 'Outside systems' },
    for: [['administrator', 'city']],
  },
  { to: '/admin/rights', icon: 'shield', words: { zh: '权限', en: 'Rights' }, for: runs },
  { to: '/admin/audit', icon: 'eye', words: { zh: '审计', en: 'Audit' }, for: [['auditor', 'city']] },
  {
    to: '/admin/full-views',
    icon: 'camera',
    words: { zh: '原图查看记录', en: 'Full views' },
    for: [['auditor', 'city']],
  },
]

/** The administration: what there is to look after on the left, the thing itself in the middle. */
export function AdminFrame(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const { pathname } = useLocation()
  const isOpen = (way: Way): boolean => way.for.some(([role, ...levels]) => holds(session, role, levels))
  const shown = ways.filter(isOpen)
  const closed = ways.find((way) => (pathname === way.to || pathname.startsWith(`${way.to}/`)) && !isOpen(way))
  const isFirst = pathname.replace(/\/+$/, '') === '/admin'
  return (
    <SignInWall>
      <div className={styles.frame}>
        <header className={styles.top} data-print="no">
          <Link to="/admin" className={styles.brand}>
            <Brand city={session && say(session.city.title)} />
          </Link>
          <span className={styles.tools}>
            <LanguageSwitch />
            <ThemeSwitch />
            <AccountMenu />
          </span>
        </header>
        <nav aria-label={say({ zh: '管理', en: 'Administration' })} className={styles.nav} data-print="no">
          {shown.map((way) => (
            <NavLink key={way.to} to={way.to}>
              <Icon name={way.icon} />
              {say(way.words)}
            </NavLink>
          ))}
        </nav>
        <main id="main" tabIndex={-1} className={styles.main}>
          {isFirst && shown[0] ? (
            <Navigate to={shown[0].to} replace />
          ) : closed || isFirst ? (
            <NotYours title={say(closed?.words ?? deskWords.admin)} />
          ) : (
            <Outlet />
          )}
        </main>
      </div>
    </SignInWall>
  )
}
