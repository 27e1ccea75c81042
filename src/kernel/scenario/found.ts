import { choice, files, instant, longText, place, text, yesNo } from '../record/index.ts'
import { t } from './words.ts'

/** How bad it is, as whoever tells says. */
export const severity = choice(t('级别', 'Severity'), {
  notice: t('提示', 'Notice'),
  warning: t('一般', 'Warning'),
  serious: t('严重', 'Serious'),
  critical: t('危急', 'Critical'),
})

/** The levels of signals by name. */
export const levels = { notice: 'notice', warning: 'warning', serious: 'serious', critical: 'critical' } as const

/** What is asked of anything that was found on the street: the same for people and for signals. */
export const foundFields = {
  what: longText(t('发现的情况', 'What was found'), { min: 2, max: 2000 }),
  title: text(t('标题', 'Title'), { optional: true, max: 200 }),
  where: place(t('地点', 'Where'), { optional: true }),
  photos: files(t('照片', 'Photos'), { optional: true, max: 9 }),
  severity,
  told: text(t('由谁发现', 'Told by'), { optional: true, max: 100 }),
  reason: longText(t('判断依据', 'By what it was judged'), { optional: true, max: 500 }),
  foundAt: instant(t('发现时间', 'Found at'), { optional: true }),
  sharedNearby: yesNo(t('可以让附近的人看到', 'May be shown to people near by'), { optional: true }),
}

/** How a signal fills those fields. */
export const foundFills = {
  what: 'text',
  title: 'title',
  where: 'place',
  photos: 'files',
  told: 'who',
  foundAt: 'at',
  severity: { by: 'level', of: levels, otherwise: 'warning' },
  reason: { fact: 'reason' },
  sharedNearby: { is: true },
} as const
