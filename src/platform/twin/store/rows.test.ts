import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EntityRow, entityOf } from './rows.ts'

const row = (text: string): EntityRow => ({
  ...{ key: 1, tenant: '', id: 'urn:a', types: ['A'], scope: [], path: null, is_open: false, division: null },
  ...{ title: null, source: null, lineage: null, is_demo: false, attributes: [], expires_at: null, deleted_at: null },
  created_at: text,
  modified_at: text,
})

test('instants as PostgreSQL writes them into JSON are what a Date reads in them', () => {
  const zones = fc.constantFrom('+00:00', 'Z', '+08:00')
  const parts = fc.tuple(fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true }), zones)
  fc.assert(
    fc.property(parts, fc.integer({ min: 0, max: 999_999 }), fc.boolean(), ([date, zone], micros, isWhole) => {
      const fraction = isWhole ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '') || '0'}`
      const text = `${date.toISOString().slice(0, 19)}${fraction}${zone}`
      expect(entityOf(row(text)).createdAt).toBe(new Date(text).toISOString())
    }),
  )
})
