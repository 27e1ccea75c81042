import { sql } from 'kysely'
import { type CodeReading, dammCheck } from '../../../../kernel/codes/index.ts'
import { fromMercator } from '../../../../kernel/place/index.ts'
import type { IdentifierScheme } from '../model.ts'
import type { SchemeParts } from '../scheme-parts.ts'

type AddressRow = {
  readonly id: number
  readonly text: string
  readonly district: string | null
  readonly street: string | null
  readonly committee: string | null
  readonly grid: string | null
  readonly x: number
  readonly y: number
  readonly datum: string
  readonly source: string
}

/** The code of an address: its number in the registry and a check digit (H. M. Damm). */
const addressCode = (id: number): string => String(id).padStart(8, '0') + dammCheck(String(id).padStart(8, '0'))

function read(text: string): CodeReading<{ readonly id: number }> {
  const code = text.normalize('NFKC').replace(/[\s-]/gu, '')
  if (!/^[0-9]{9,15}$/.test(code))
    return {
      ok: false,
      fault: 'length',
      says: { zh: '应为 9 位数字，或完整地址', en: 'must be nine digits, or a whole address' },
    }
  if (dammCheck(code) !== '0')
    return {
      ok: false,
      fault: 'check',
      at: code.length - 1,
      says: { zh: '校验位不符', en: 'the check digit does not agree' },
    }
  return { ok: true, code, parts: { id: Number(code.slice(0, -1)) } }
}

/** Addresses by their number with a check digit, or as people write them. */
export const addressScheme = ({ db, registry }: SchemeParts): IdentifierScheme => ({
  id: 'address',
  title: { zh: '地址编码', en: 'Address code' },
  standard: 'Shudu',
  example: addressCode(1),
  read: (text) => {
    const written = text.normalize('NFC').trim()
    // A written address stands for itself; a number must agree with its check digit.
    return /\p{Script=Han}/u.test(written) && written.length <= 200
      ? { ok: true, code: written, parts: {} }
      : read(text)
  },
  format: (code) => code.replace(/^([0-9]{4})([0-9]{4})([0-9])$/, '$1 $2 $3'),
  find: async ({ code }) => {
    const byText = /\p{Script=Han}/u.test(code)
    let text = code
    if (byText) {
      const [best] = await registry.geocode(code, { limit: 1 })
      if (best?.precision !== 'door') return undefined
      text = best.address
    }
    const { rows } =
      await sql<AddressRow>`select id, text, district, street, committee, grid, at[0] as x, at[1] as y, datum, source
      from registry.address where ${byText ? sql`text = ${text}` : sql`id = ${code.slice(0, -1)}::bigint`} order by id limit 1`.execute(
        db,
      )
    const [row] = rows
    if (!row) return undefined
    const { id, x, y, ...state } = row
    const { lng, lat } = fromMercator([x, y])
    return {
      uri: `urn:shudu:address:${addressCode(id)}`,
      kind: 'address',
      title: { zh: row.text, en: row.text },
      types: ['https://schema.org/PostalAddress'],
      state: { code: addressCode(id), ...state },
      geometry: { type: 'Point', coordinates: [lng, lat] },
      ...((row.street ?? row.district) && { links: { up: `/id/division/${row.street ?? row.district}` } }),
    }
  },
})
