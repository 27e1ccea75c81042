import type { CalendarYear, Holiday } from '../../../kernel/time/index.ts'

const holiday = (zh: string, en: string, from: string, to = from): Holiday => ({ title: { zh, en }, from, to })

const newYear = (from: string, to?: string) => holiday('元旦', 'New Year', from, to)
const spring = (from: string, to?: string) => holiday('春节', 'Spring Festival', from, to)
const qingming = (from: string, to?: string) => holiday('清明节', 'Qingming', from, to)
const labour = (from: string, to?: string) => holiday('劳动节', 'Labour Day', from, to)
const dragonBoat = (from: string, to?: string) => holiday('端午节', 'Dragon Boat Festival', from, to)
const midAutumn = (from: string, to?: string) => holiday('中秋节', 'Mid-Autumn Festival', from, to)
const national = (from: string, to?: string) => holiday('国庆节', 'National Day', from, to)

/**
 * Public holidays and make-up workdays as the General Office of the State Council (国务院办公厅) publishes them each
 * autumn for the next year. Entered from the text of the notices; only days inside the year are listed. A year whose
 * notice is not entered yet has `basis: 'statute'`: the days that the Measures on Public Holidays (全国年节及纪念日放假办法,
 * State Council order 795, in force from 1 January 2025) fix, without bridging and make-up days.
 */
export const publicHolidays: readonly CalendarYear[] = [
  {
    year: 2024,
    basis: 'notice',
    source: '国办发明电〔2023〕7号',
    holidays: [
      newYear('2024-01-01'),
      spring('2024-02-10', '2024-02-17'),
      qingming('2024-04-04', '2024-04-06'),
      labour('2024-05-01', '2024-05-05'),
      dragonBoat('2024-06-10'),
      midAutumn('2024-09-15', '2024-09-17'),
      national('2024-10-01', '2024-10-07'),
    ],
    makeUpDays: [
      ...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11'],
      ...['2024-09-14', '2024-09-29', '2024-10-12'],
    ],
  },
  {
    year: 2025,
    basis: 'notice',
    source: '国办发明电〔2024〕12号',
    holidays: [
      newYear('2025-01-01'),
      spring('2025-01-28', '2025-02-04'),
      qingming('2025-04-04', '2025-04-06'),
      labour('2025-05-01', '2025-05-05'),
      dragonBoat('2025-05-31', '2025-06-02'),
      holiday('国庆节、中秋节', 'National Day and Mid-Autumn Festival', '2025-10-01', '2025-10-08'),
    ],
    makeUpDays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    year: 2026,
    basis: 'notice',
    source: '国办发明电〔2025〕7号',
    holidays: [
      newYear('2026-01-01', '2026-01-03'),
      spring('2026-02-15', '2026-02-23'),
      qingming('2026-04-04', '2026-04-06'),
      labour('2026-05-01', '2026-05-05'),
      dragonBoat('2026-06-19', '2026-06-21'),
      midAutumn('2026-09-25', '2026-09-27'),
      national('2026-10-01', '2026-10-07'),
    ],
    makeUpDays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
  {
    // The notice for 2027 is not entered: an administrator enters it when it is published.
    year: 2027,
    basis: 'statute',
    source: '国务院令第795号',
    holidays: [
      newYear('2027-01-01'),
      spring('2027-02-05', '2027-02-08'),
      qingming('2027-04-05'),
      labour('2027-05-01', '2027-05-02'),
      dragonBoat('2027-06-09'),
      midAutumn('2027-09-15'),
      national('2027-10-01', '2027-10-03'),
    ],
    makeUpDays: [],
  },
]
