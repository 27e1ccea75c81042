import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cityZone, dayMs, hourMs, minuteMs } from '../time/index.ts'
import {
  dueRounds,
  type Effective,
  endOf,
  type FilingRule,
  findUnit,
  inForce,
  isStillFree,
  roundState,
  tableChanges,
  tableFaults,
  type UnitRule,
  weigh,
} from './index.ts'

const instant = fc.integer({ min: 0, max: 50 })

/** A history as people make it: at each moment somebody enters a version from now on, or takes back one not yet in force. */
const doings = fc.array(
  fc.record({ wait: fc.integer({ min: 0, max: 5 }), ahead: fc.integer({ min: -3, max: 12 }), takes: fc.boolean() }),
  { maxLength: 25 },
)

function histories(all: readonly { wait: number; ahead: number; takes: boolean }[]) {
  let now = 0
  let versions: readonly Effective[] = []
  return all.map(({ wait, ahead, takes }, serial) => {
    now += wait
    const before = versions
    const free = versions.find(({ from, isWithdrawn }) => !isWithdrawn && isStillFree(from, now) && from > now)
    if (takes && free) versions = versions.map((one) => (one === free ? { ...one, isWithdrawn: true } : one))
    else if (isStillFree(now + ahead, now))
      versions = [...versions, { id: String(serial), from: now + ahead, serial, isWithdrawn: false }]
    return { now, before, after: versions }
  })
}

describe('versions of a table', () => {
  test('whatever is entered or taken back, what was in force before stays so', () => {
    fc.assert(
      fc.property(doings, instant, (all, at) => {
        for (const { now, before, after } of histories(all))
          if (at < now) expect(inForce(after, at)?.id).toBe(inForce(before, at)?.id)
      }),
    )
  })

  test('at every instant it is the version whose time it is, and no other', () => {
    fc.assert(
      fc.property(doings, instant, (all, at) => {
        const versions = histories(all).at(-1)?.after ?? []
        const whose = versions.filter((one) => {
          const end = endOf(versions, one)
          return !one.isWithdrawn && one.from <= at && (end === undefined || at < end)
        })
        expect(whose.length).toBeLessThanOrEqual(1)
        expect(inForce(versions, at)?.id).toBe(whose[0]?.id)
        const began = versions.some(({ from, isWithdrawn }) => !isWithdrawn && from <= at)
        expect(whose.length === 1).toBe(began)
      }),
    )
  })

  test('the order in which they are read does not matter', () => {
    fc.assert(
      fc.property(doings, instant, (all, at) => {
        const versions = histories(all).at(-1)?.after ?? []
        expect(inForce([...versions].reverse(), at)?.id).toBe(inForce(versions, at)?.id)
      }),
    )
  })
})

const t = (zh: string) => ({ zh, en: zh })
const rule = (change: Partial<FilingRule> = {}): FilingRule => ({
  kind: 'component:0102',
  title: t('污水井盖'),
  filing: t('缺失'),
  closing: t('修复'),
  limit: { unit: 'workingHour', amount: 4 },
  units: [{ to: { duty: 'water' } }],
  origin: 'city',
  ...change,
})

test('a table says what is wrong with each row', () => {
  expect(tableFaults([rule()])).toEqual([])
  const bad = [
    rule(),
    rule(),
    rule({ kind: '0103' }),
    rule({ kind: 'event:0101', limit: { unit: 'hour', amount: 4 } }),
    rule({ kind: 'event:0102', limit: { unit: 'workingHour', amount: 25 } }),
    rule({ kind: 'event:0103', units: [], filing: t(' ') }),
  ]
  expect(tableFaults(bad).map(({ row, field }) => [row, field])).toEqual([
    [2, 'kind'],
    [3, 'kind'],
    [4, 'limit'],
    [5, 'limit'],
    [6, 'filing'],
    [6, 'units'],
  ])
})

test('who answers: ownership before place, the narrower place before the wider, the first of equals', () => {
  const part = fc.constantFrom('310101', '310101002', '310115')
  const unit = fc.record(
    {
      division: fc.option(part, { nil: undefined }),
      ownership: fc.option(fc.constantFrom('gas', 'water'), { nil: undefined }),
    },
    { requiredKeys: ['division', 'ownership'] },
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), fc.constantFrom('gas', 'power'), (made, ownership) => {
      const units: UnitRule[] = made.map((one, index) => ({
        ...(one.division !== undefined && { division: one.division }),
        ...(one.ownership !== undefined && { ownership: one.ownership }),
        to: { duty: String(index) },
      }))
      const fits = units.filter(
        (one) => (one.ownership ?? ownership) === ownership && '310101002003'.startsWith(one.division ?? '') === true,
      )
      const owned = fits.filter((one) => one.ownership !== undefined)
      const best = (owned.length > 0 ? owned : fits).toSorted(
        (a, b) => (b.division?.length ?? 0) - (a.division?.length ?? 0),
      )[0]
      expect(findUnit({ units }, { division: '310101002003', ownership })).toEqual(best?.to)
    }),
  )
  expect(findUnit({ units: [{ division: '310101', to: { office: 'x' } }] }, {})).toBeUndefined()
})

describe('rounds', () => {
  // Friday, 20 November 2026, 00:00 in Shanghai.
  const friday = Date.UTC(2026, 10, 19, 16)
  const schedule = {
    weekdays: [1, 2, 3, 4, 5],
    spans: [
      [540, 720],
      [840, 1_080],
    ],
  } as const

  test('are due in each span of the days they are for', () => {
    const due = dueRounds(schedule, friday, friday + 4 * dayMs, cityZone)
    expect(due.map(({ from }) => (from - friday) / hourMs)).toEqual([9, 14, 81, 86])
    expect(dueRounds(schedule, friday + 12 * hourMs, friday + 14 * hourMs, cityZone)).toEqual([])
    expect(dueRounds(schedule, friday + 11 * hourMs, friday + 11 * hourMs + 1, cityZone)).toHaveLength(1)
  })

  test('are missed only when their time is over', () => {
    const round = { from: 100, until: 200 }
    expect([50, 150, 250].map((now) => roundState(round, 0, 3, now))).toEqual(['coming', 'now', 'missed'])
    expect(roundState(round, 2, 3, 250)).toBe('partly')
    expect(roundState(round, 3, 3, 150)).toBe('walked')
  })
})

describe('evidence', () => {
  const at = Date.UTC(2026, 10, 20, 2)
  const stop = { lng: 121.47, lat: 31.23 }

  test('a phone whose clock is off is put right, whichever way and however long it waited', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3 * dayMs, max: 3 * dayMs }),
        fc.integer({ min: 0, max: 5 * dayMs }),
        (skewMs, waitedMs) => {
          const receivedAt = at + waitedMs
          const told = {
            clientAt: at - skewMs,
            sentAt: receivedAt - skewMs,
            receivedAt,
            position: { ...stop, accuracy: 8 },
          }
          const evidence = weigh(told)
          expect(evidence).toMatchObject({ at, skewMs, waitedMs })
          expect(evidence.doubts).toEqual(Math.abs(skewMs) > 2 * minuteMs ? ['clock'] : [])
        },
      ),
    )
  })

  test('nothing was done after it was heard of', () => {
    expect(weigh({ clientAt: at + hourMs, receivedAt: at })).toMatchObject({
      at,
      skewMs: null,
      doubts: ['future', 'no-position'],
    })
  })

  test('place: how far, how exact, and where the photo says', () => {
    const told = { clientAt: at, sentAt: at, receivedAt: at, target: stop }
    expect(weigh({ ...told, position: { lng: 121.4702, lat: 31.23, accuracy: 10 } })).toMatchObject({
      metres: 19,
      doubts: [],
    })
    expect(weigh({ ...told, position: { lng: 121.48, lat: 31.23, accuracy: 10 } }).doubts).toEqual(['far'])
    expect(weigh({ ...told, position: { ...stop, accuracy: 2_000 } }).doubts).toEqual(['coarse'])
    expect(weigh({ ...told, position: { ...stop, accuracy: 9 }, photos: [{ lng: 121.5, lat: 31.23 }] }).doubts).toEqual(
      ['photo-far'],
    )
  })
})

describe('what a version changed', () => {
  const kinds = fc.constantFrom('component:0101', 'component:0102', 'event:0101', 'event:0102', 'event:0103')
  const rules = fc
    .uniqueArray(fc.record({ kind: kinds, amount: fc.integer({ min: 1, max: 3 }), under: fc.boolean() }), {
      selector: ({ kind }) => kind,
    })
    .map((all) =>
      all.map(({ kind, amount, under }) =>
        rule({ kind, limit: { unit: 'workingDay', amount }, ...(under && { under: '环境保护' }) }),
      ),
    )

  test('put over the old one gives the new one, and nothing is named that is the same', () => {
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const table = new Map(before.map((one) => [one.kind, one]))
        for (const change of tableChanges(before, after)) {
          if (change.is === 'removed') table.delete(change.kind)
          else {
            if (change.is === 'changed') {
              expect(change.parts.length).toBeGreaterThan(0)
              for (const part of change.parts) expect(change.before[part]).not.toEqual(change.after[part])
            }
            table.set(change.kind, change.after)
          }
        }
        expect([...table.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual(
          after.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
        )
      }),
    )
  })

  test('is nothing where only the order in which things were written differs', () => {
    const one = rule({ title: { zh: '井盖', en: 'Cover' } })
    const other = rule({ title: { en: 'Cover', zh: '井盖' } })
    expect(tableChanges([one], [other])).toEqual([])
  })
})

test('a unit without an office, or in no division, is a fault of its row', () => {
  const faults = tableFaults([rule({ units: [{ to: { office: '' } }, { to: { duty: 'water' }, division: '31' }] })])
  expect(faults.map(({ row, field }) => [row, field])).toEqual([
    [1, 'units'],
    [1, 'units'],
  ])
})
