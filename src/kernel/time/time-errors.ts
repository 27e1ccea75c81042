import { errorTable } from '../errors/index.ts'

/** What can go wrong with calendars and limits. */
export const timeErrors = errorTable({
  'time.badWithin': {
    kind: 'input',
    says: { zh: '时限“{amount} {unit}”不可用', en: 'The limit "{amount} {unit}" cannot be used' },
    todo: {
      zh: '填写不小于零、不超过一百年的数；工作日和自然日须为整数',
      en: 'Give a number from zero up to a century; days and working days must be whole',
    },
  },
  'time.badInstant': {
    kind: 'input',
    says: { zh: '时刻“{found}”不可用', en: 'The instant "{found}" cannot be used' },
    todo: { zh: '填写 1900 至 2199 年之间的时刻', en: 'Give an instant between the years 1900 and 2199' },
  },
  'time.badZone': {
    kind: 'input',
    says: { zh: '未知时区“{zone}”', en: 'Unknown time zone "{zone}"' },
    todo: { zh: '使用 IANA 时区名，例如 Asia/Shanghai', en: 'Use an IANA zone name such as Asia/Shanghai' },
  },
  'time.badCalendar': {
    kind: 'input',
    says: { zh: '工作日历“{calendar}”有误：{what}', en: 'The calendar "{calendar}" is wrong: {what}' },
    todo: { zh: '按提示改正日历数据后重试', en: 'Mend the calendar data as said and try again' },
  },
  'time.noCalendar': {
    kind: 'missing',
    says: {
      zh: '工作日历“{calendar}”没有 {year} 年的放假安排',
      en: 'The calendar "{calendar}" has no holidays for {year}',
    },
    todo: {
      zh: '由管理员录入该年度国务院办公厅放假通知后重试',
      en: 'Let an administrator enter that year’s holiday notice of the State Council, then try again',
    },
  },
})
