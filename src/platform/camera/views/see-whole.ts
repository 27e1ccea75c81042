import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { derivedName } from '../derived-name.ts'
import { cameraErrors } from '../errors.ts'
import type { CameraParts } from '../parts.ts'
import { openPicture } from '../picture/seal.ts'
import { watermarked } from '../picture/watermark.ts'
import { aboutEvent } from '../take-event.ts'
import type { By } from './requests.ts'

type Open = { readonly event: string; readonly sealed: string | null; readonly key: Buffer | null }

/** Instant as it stands on the picture: the city's wall clock, to the second. */
const wallClock = new Intl.DateTimeFormat('sv-SE', {
  ...{ timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' },
})

/**
 * The whole picture, with who sees it and when in its pixels. The view is written down, in the transaction that carries its audit
 * row, before a byte is given to anybody; a view that could not be written is not had.
 * @throws camera.notOpen unless this very person's request was approved and its time is not over; camera.destroyed
 */
export async function seeWhole({ base }: CameraParts, request: string, by: By): Promise<Buffer> {
  const now = base.now()
  const at = new Date(now).toISOString()
  const view = uuidv7()
  const mark = `${by.name} · ${by.post} · ${wallClock.format(now)} · ${view.slice(-12)}`
  const open = await base.db.tx(async (tx) => {
    const { rows } = await sql<Open>`select r.event, o.sealed, o.key from camera.view_request r
      join camera.original o on o.event = r.event
      where r.id = ${request} and r.asked_by = ${by.id} and r.state = 'approved' and r.ends_at > ${at}
      for share of r, o`.execute(tx)
    const [row] = rows
    if (!row) throw cameraErrors.make('camera.notOpen')
    if (!row.key || !row.sealed) throw cameraErrors.make('camera.destroyed')
    await sql`insert into camera.view (id, request, event, person, person_name, at, mark)
      values (${view}, ${request}, ${row.event}, ${by.id}, ${by.name}, ${at}, ${mark})`.execute(tx)
    return { event: row.event, sealed: row.sealed, key: row.key }
  })
  const { stream } = await base.files.open(open.sealed)
  const body = Buffer.concat(await stream.toArray())
  const whole = openPicture(base.secret(derivedName), { body, key: open.key }, aboutEvent(open.event))
  return watermarked(whole, mark)
}
