import { sql } from 'kysely'
import { type Sign, type SignSettings, settingsFaults, signErrors, signFaults } from '../../../kernel/signs/index.ts'
import type { DeviceProfile } from '../../../kernel/things/index.ts'
import type { Base, Db } from '../../base/index.ts'
import { measureErrors } from '../errors.ts'

/** Settings that people made, with who, why and from when. Instants ISO. */
export type SettingVersion = {
  readonly version: number
  readonly from: string
  readonly settings: SignSettings
  readonly why: string
  readonly by: string
  readonly byName: string
  readonly at: string
}

const iso = (column: string) => sql`to_char(${sql.raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const columns = sql`version, ${iso('from_at')} as "from", settings, why, made_by as by, made_by_name as "byName",
  ${iso('made_at')} as at`

/** The signs of the city, and the settings that hold for each. */
export class SignShelf {
  readonly #db: Db
  readonly #signs: ReadonlyMap<string, Sign>

  /** @throws signs.declaration when a declared sign is not right */
  constructor({ db }: Pick<Base, 'db'>, signs: readonly Sign[], profiles: ReadonlyMap<string, DeviceProfile>) {
    this.#db = db
    for (const sign of signs) {
      const faults = signFaults(sign, profiles)
      if (faults.length > 0) throw signErrors.make('signs.declaration', { code: sign.code }, { faults })
    }
    this.#signs = new Map(signs.map((sign) => [sign.code, sign]))
    if (this.#signs.size < signs.length) throw new Error('Two signs have the same code')
  }

  get all(): readonly Sign[] {
    return [...this.#signs.values()]
  }

  /** @throws measure.noSign */
  get(code: string): Sign {
    const sign = this.#signs.get(code)
    if (!sign) throw measureErrors.make('measure.noSign', { code })
    return sign
  }

  /** The settings that hold at a moment, by sign: the last version that has begun, else as declared. */
  async settingsAt(now: number): Promise<ReadonlyMap<string, SignSettings>> {
    const { rows } = await sql<{ sign: string; settings: SignSettings }>`select distinct on (sign) sign, settings
      from measure.sign_setting where from_at <= to_timestamp(${now / 1_000}) order by sign, version desc`.execute(
      this.#db,
    )
    const made = new Map(rows.map(({ sign, settings }) => [sign, settings]))
    return new Map(this.all.map((sign) => [sign.code, made.get(sign.code) ?? sign.settings]))
  }

  /** Every version of a sign's settings, the newest first. */
  async versions(code: string): Promise<readonly SettingVersion[]> {
    const { rows } = await sql<SettingVersion>`select ${columns} from measure.sign_setting
      where sign = ${code} order by version desc`.execute(this.#db)
    return rows
  }

  /** Keeps new settings of a sign. @throws measure.noSign, signs.declaration */
  async set(
    code: string,
    given: { readonly settings: SignSettings; readonly from: number; readonly why: string },
    by: { readonly id: string; readonly name: string },
    now: number,
  ): Promise<SettingVersion> {
    this.get(code)
    const faults = settingsFaults(given.settings)
    if (faults.length > 0) throw signErrors.make('signs.declaration', { code }, { faults })
    return this.#db.tx(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext(${`measure.sign ${code}`}))`.execute(tx)
      const { rows } = await sql<SettingVersion>`insert into measure.sign_setting
          (sign, version, from_at, settings, why, made_by, made_by_name, made_at)
        select ${code}, coalesce(max(version), 0) + 1, to_timestamp(${given.from / 1_000}), ${JSON.stringify(given.settings)}::jsonb,
          ${given.why}, ${by.id}, ${by.name}, to_timestamp(${now / 1_000}) from measure.sign_setting where sign = ${code}
        returning ${columns}`.execute(tx)
      const [row] = rows
      if (!row) throw new Error('An insert gave no row')
      return row
    })
  }
}
