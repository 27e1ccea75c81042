import type { JSX } from 'react'
import { type Datum, datums } from '../../kernel/place/index.ts'
import type { LayerChoices, LayerImport } from '../api/layers.ts'
import { Button, Buttons, Message, Section, Table, useSay } from '../kit/index.ts'
import { datumWords, referenceWords } from './layer-words.ts'
import styles from './layers.module.css'

/** Where the coordinates stand: what was found and why, what the addresses in the file say of it, to be settled by a person. */
export function DatumPart({
  view: { preview, settings },
  busy,
  isSettled,
  onSettle,
  onChange,
}: {
  readonly view: LayerImport
  readonly busy: boolean
  readonly isSettled: boolean
  readonly onSettle: () => void
  readonly onChange: (choices: LayerChoices) => void
}): JSX.Element {
  const say = useSay()
  const { reference, why, isSure, addresses } = preview
  const isDegrees = reference.kind === 'datum'
  const taken: Datum | undefined = isDegrees ? reference.datum : undefined
  const fits = addresses?.fits ?? []
  const own = fits.find(({ datum }) => datum === (taken === 'cgcs2000' ? 'wgs84' : taken))
  const better = fits.find(({ datum }) => datum === addresses?.better)
  const choose = (datum: Datum): void => onChange({ datum, epsg: null })
  return (
    <Section title={say({ zh: '坐标系', en: 'Datum of the coordinates' })}>
      <div className={styles.stack} aria-busy={busy}>
        <p>
          {say(
            { zh: '按 {name} 理解。依据：{why}。', en: 'Taken as {name}. Reason: {why}.' },
            { name: say(referenceWords(reference)), why: say(why) },
          )}
        </p>
        {better && own ? (
          <Message
            tone="warning"
            live
            title={say(
              {
                zh: '与文件里的地址对不上：更像 {name}',
                en: 'It disagrees with the addresses in the file: rather {name}',
              },
              { name: say(datumWords[better.datum]) },
            )}
            actions={
              <Button size="s" busy={busy} onClick={() => choose(better.datum)}>
                {say({ zh: '改用 {name}', en: 'Use {name}' }, { name: say(datumWords[better.datum]) })}
              </Button>
            }
          >
            {say(
              {
                zh: '对得上的 {n} 个地址，按现在的坐标系居中相差 {own} 米，按 {name} 相差 {best} 米。',
                en: 'Of {n} addresses that the city knows the middle one lies {own} m off as it is taken now, {best} m as {name}.',
              },
              {
                n: addresses?.compared ?? 0,
                own: own.metres.toLocaleString(say.tag),
                best: better.metres.toLocaleString(say.tag),
                name: say(datumWords[better.datum]),
              },
            )}
          </Message>
        ) : null}
        {preview.notes.map((note) => (
          <Message key={note.en} title={say(note)} />
        ))}
        <div className={styles.fields}>
          <label className={styles.field}>
            <span>{say({ zh: '度数的坐标系', en: 'Datum of degrees' })}</span>
            <select
              value={settings.datum ?? ''}
              disabled={busy}
              onChange={(event) =>
                onChange(
                  event.target.value ? { datum: event.target.value as Datum, epsg: null } : { datum: null }, // the options are datums
                )
              }
            >
              <option value="">{say({ zh: '按文件所说', en: 'As the file says' })}</option>
              {datums.map((datum) => (
                <option key={datum} value={datum}>
                  {say(datumWords[datum])}
                </option>
              ))}
            </select>
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '投影坐标的 EPSG 代码', en: 'EPSG code of a projection' })}</span>
            <input
              inputMode="numeric"
              pattern="[0-9]{4,6}"
              defaultValue={settings.epsg ?? ''}
              key={settings.epsg ?? 'none'}
              disabled={busy}
              onBlur={({ target: { value } }) => {
                const code = Number(value)
                if (value === '' && settings.epsg !== undefined) onChange({ epsg: null })
                else if (value !== '' && code !== settings.epsg && Number.isInteger(code))
                  onChange({ epsg: code, datum: null })
              }}
            />
            <small>{say({ zh: '坐标是米而不是度时填', en: 'Where coordinates are metres, not degrees' })}</small>
          </label>
        </div>
        {!isSure && !isSettled ? (
          <Message
            tone="warning"
            title={say({ zh: '文件没有说明坐标系，请确认', en: 'The file does not name its datum: please settle it' })}
            actions={
              <Buttons>
                <Button size="s" onClick={onSettle}>
                  {say({ zh: '就是 WGS 84', en: 'It is WGS 84' })}
                </Button>
                {(['gcj02', 'bd09', 'cgcs2000'] as const).map((datum) => (
                  <Button key={datum} size="s" busy={busy} onClick={() => choose(datum)}>
                    {say(datumWords[datum])}
                  </Button>
                ))}
              </Buttons>
            }
          >
            {say({
              zh: '取自国内网络地图的坐标会偏移几百米。看看下面地图上的点是否落在该在的地方。',
              en: 'Coordinates taken from Chinese web maps are off by hundreds of metres. See below whether the points lie where they should.',
            })}
          </Message>
        ) : null}
        {fits.length > 0 ? (
          <Table
            caption={say(
              {
                zh: '各坐标系与 {n} 个地址的居中相差',
                en: 'How far each datum lies from {n} addresses, in the middle',
              },
              { n: addresses?.compared ?? 0 },
            )}
            showCaption
            rows={fits}
            keyOf={({ datum }) => datum}
            columns={[
              {
                key: 'datum',
                title: say({ zh: '坐标系', en: 'Datum' }),
                head: true,
                cell: ({ datum }) => say(datumWords[datum]),
              },
              {
                key: 'metres',
                title: say({ zh: '相差（米）', en: 'Off by (m)' }),
                number: true,
                cell: ({ metres }) => metres.toLocaleString(say.tag),
              },
            ]}
          />
        ) : null}
      </div>
    </Section>
  )
}
