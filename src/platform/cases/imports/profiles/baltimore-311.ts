import type { ImportProfile } from '../model.ts'

const habit = { order: 'mdy', zone: 'America/New_York' } as const

/**
 * Customer service requests of Baltimore (311), as the city publishes them: one row a request with the times of creation,
 * limit and closing in local time. 39, -77 and 39, -76 stand for "unknown".
 */
export const baltimore311: ImportProfile = {
  name: 'baltimore-311',
  what: 'history',
  title: { zh: '巴尔的摩 311 服务请求', en: 'Baltimore 311 service requests' },
  settings: {
    source: 'baltimore-311',
    columns: {
      external: 'SRRecordID',
      title: 'SRType',
      text: 'SRType',
      class1: 'SRType',
      status: 'SRStatus',
      openedAt: 'CreatedDate',
      dueAt: 'DueDate',
      closedAt: 'CloseDate',
      office: 'Agency',
      reply: 'Outcome',
      address: 'Address',
      lng: 'Longitude',
      lat: 'Latitude',
    },
    habits: { openedAt: habit, dueAt: habit, closedAt: habit },
    datum: 'wgs84',
    locate: false,
    placeholders: [
      [-77, 39],
      [-76, 39],
    ],
  },
}
