import { sql } from 'kysely'
import type { Sign } from '../../../kernel/signs/index.ts'
import { type EntityDraft, plainName } from '../../../kernel/twin/index.ts'
import { ColumnBatch } from '../../twin/index.ts'
import type { SignParts } from './parts.ts'

/** A value to be kept over time. */
export type KeptValue = {
  readonly sign: Sign
  readonly place: string
  readonly value: number
  readonly isDemo: boolean
}

/** URI of the entity that carries a sign of a place in the twin. */
export const signEntity = (code: string, place: string): string => `urn:ngsi-ld:VitalSign:${code}:${place}`

const property = (value: string) => [{ kind: 'Property' as const, value, dataset: '' }]

/**
 * The values of signs as series of the twin: so they have history at any step, are told to subscribers, searched for
 * anomalies and forecast like any other series. Kept for the city and its districts.
 */
export class ValueSeries {
  readonly #parts: SignParts
  #known: Map<string, number> | undefined

  constructor(parts: SignParts) {
    this.#parts = parts
  }

  /** The series of signs in a place, by code. */
  async of(place: string): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<{ sign: string; series: number }>`select sign, series from measure.sign_series
      where place = ${place}`.execute(this.#parts.base.db)
    return new Map(rows.map(({ sign, series }) => [sign, series]))
  }

  /** Writes values of one moment (epoch ms), each once however often it is asked to. */
  async write(values: readonly KeptValue[], at: number): Promise<void> {
    // A trial city whose twin is open (SHUDU_TWIN_OPEN) holds what it is told alone: suites count what is there.
    if (this.#parts.base.config.openTwin) return
    const known = await this.#all()
    const fresh = values.filter(({ sign, place }) => !known.has(`${sign.code} ${place}`))
    if (fresh.length > 0) await this.#make(fresh, known)
    const batch = new ColumnBatch(values.length)
    for (const { sign, place, value } of values) batch.add(known.get(`${sign.code} ${place}`) ?? 0, at, value, 0)
    if (batch.length > 0) await this.#parts.world.twin.observations.write(batch)
  }

  async #all(): Promise<Map<string, number>> {
    if (this.#known) return this.#known
    const { rows } = await sql<{
      sign: string
      place: string
      series: number
    }>`select sign, place, series from measure.sign_series`.execute(this.#parts.base.db)
    this.#known = new Map(rows.map(({ sign, place, series }) => [`${sign} ${place}`, series]))
    return this.#known
  }

  async #make(fresh: readonly KeptValue[], known: Map<string, number>): Promise<void> {
    const { base, world } = this.#parts
    await world.twin.entities.put(fresh.map((one) => this.#draft(one)))
    const entities = await world.twin.entities.find(fresh.map(({ sign, place }) => signEntity(sign.code, place)))
    await base.db.tx(async (tx) => {
      const keys = fresh.map(({ sign, place }) => ({
        entity: entities.get(signEntity(sign.code, place))?.key ?? 0,
        name: plainName('value'),
      }))
      const series = await world.twin.observations.seriesOf(tx, keys)
      const rows = fresh.map(({ sign, place }, i) => ({ sign: sign.code, place, series: series[i] }))
      await sql`insert into measure.sign_series (sign, place, series)
        select sign, place, series from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (sign text, place text, series int)
        on conflict do nothing`.execute(tx)
    })
    this.#known = undefined
    for (const [key, series] of await this.#all()) known.set(key, series)
  }

  #draft({ sign, place, isDemo }: KeptValue): EntityDraft {
    const { offices, placeTitle } = this.#parts
    const where = placeTitle(place)
    return {
      id: signEntity(sign.code, place),
      types: [plainName('VitalSign')],
      // No sensor reads it: SensorThings leaves it out.
      scope: ['/computed'],
      attributes: {
        [plainName('name')]: property(sign.title.zh),
        [plainName('category')]: property(sign.class),
        [plainName('unitText')]: property(sign.unit.en),
      },
      // Whoever watches over the place sees it, and those above.
      path: offices.findDuty('operation-centre', place)?.path ?? null,
      division: place,
      title: { zh: `${where.zh} · ${sign.title.zh}`, en: `${sign.title.en}, ${where.en}` },
      isOpen: false,
      source: 'measure.signs',
      isDemo,
    }
  }
}
