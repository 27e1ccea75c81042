import { useInfiniteQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { importedThingsQuery, type LayerImport } from '../api/layers.ts'
import {
  Button,
  ButtonLink,
  Buttons,
  Dialog,
  Facts,
  Message,
  Progress,
  Section,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { frameOf } from './frame-of.ts'
import { referenceWords } from './layer-words.ts'
import styles from './layers.module.css'

/** What came of an import: every thing accounted for, where it came from, the way to take it back. */
export function LayerResult({
  view,
  busy,
  onAct,
}: {
  readonly view: LayerImport
  readonly busy: boolean
  readonly onAct: (what: 'start' | 'cancel' | 'undo') => void
}): JSX.Element {
  const say = useSay()
  const number = new Intl.NumberFormat(say.tag)
  const { counts, state, preview } = view
  const isOver = state === 'done' || state === 'failed' || state === 'cancelled'
  return (
    <>
      <Section title={say({ zh: '结果', en: 'Result' })}>
        {state === 'running' ? (
          <Progress
            done={view.progress}
            all={1}
            words={say(
              { zh: '已读 {read} 个（{share}%）', en: '{read} read ({share}%)' },
              { read: number.format(counts.read), share: Math.round(view.progress * 100) },
            )}
          />
        ) : null}
        <Facts
          facts={[
            [say({ zh: '读入', en: 'Read' }), number.format(counts.read)],
            [say({ zh: '导入', en: 'Imported' }), number.format(counts.imported)],
            [say({ zh: '已有，内容相同', en: 'Already there, saying the same' }), number.format(counts.already)],
            [
              say({ zh: '退回', en: 'Refused' }),
              <span key="refused" className={styles.check}>
                {number.format(counts.refused)}
                {counts.refused > 0 ? (
                  <a href={`/api/twin/imports/${view.id}/refused.csv`} download>
                    {say({
                      zh: '下载：第几行、哪个字段、怎样才对',
                      en: 'Download: which row, which field, what would be right',
                    })}
                  </a>
                ) : null}
              </span>,
            ],
            [say({ zh: '坐标系', en: 'Datum' }), `${say(referenceWords(preview.reference))} · ${say(preview.why)}`],
            [say({ zh: '开始', en: 'Begun' }), view.startedAt ? sayInstant(say, view.startedAt) : '—'],
            [say({ zh: '结束', en: 'Ended' }), view.endedAt ? sayInstant(say, view.endedAt) : '—'],
          ]}
        />
        {view.undone ? (
          <Message
            tone={view.undone.kept > 0 ? 'warning' : 'done'}
            live
            title={say(
              {
                zh: '已撤销：删去 {removed} 个，{restored} 个恢复为导入前的样子',
                en: 'Taken back: {removed} removed, {restored} as they were before',
              },
              { removed: number.format(view.undone.removed), restored: number.format(view.undone.restored) },
            )}
          >
            {view.undone.kept > 0
              ? say.count(view.undone.kept, {
                  zh: '{n} 个在导入后被别人改过，留着没有动。',
                  en: {
                    one: '{n} was changed by somebody since and stays.',
                    other: '{n} were changed by others since and stay.',
                  },
                })
              : null}
          </Message>
        ) : null}
        <div className={styles.go}>
          {state === 'running' ? (
            <Button tone="danger" busy={busy} onClick={() => onAct('cancel')}>
              {say({ zh: '停止', en: 'Stop' })}
            </Button>
          ) : null}
          {state === 'failed' ? (
            <Button tone="primary" busy={busy} onClick={() => onAct('start')}>
              {say({ zh: '再试一次', en: 'Try again' })}
            </Button>
          ) : null}
          {isOver && counts.imported > 0 ? (
            <ButtonLink icon="map" to={mapOf(view)}>
              {say({ zh: '在地图上看', en: 'See them on the map' })}
            </ButtonLink>
          ) : null}
          {isOver ? <TakeBack busy={busy} imported={counts.imported} onUndo={() => onAct('undo')} /> : null}
        </div>
      </Section>
      {state !== 'undone' && state !== 'undoing' ? <Things view={view} /> : null}
    </>
  )
}

function mapOf({ layer, preview }: LayerImport): string {
  const frame = frameOf(preview)
  const camera = frame ? `&c=${(frame[0] + frame[2]) / 2},${(frame[1] + frame[3]) / 2}&z=12` : ''
  return `/city/map?layers=twin.${encodeURIComponent(layer)}:points${camera}`
}

function TakeBack({
  busy,
  imported,
  onUndo,
}: {
  readonly busy: boolean
  readonly imported: number
  readonly onUndo: () => void
}): JSX.Element {
  const say = useSay()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button tone="quiet" icon="back" busy={busy} onClick={() => setOpen(true)}>
        {say({ zh: '撤销这次导入', en: 'Take this import back' })}
      </Button>
      <Dialog
        title={say({ zh: '撤销这次导入', en: 'Take this import back' })}
        open={open}
        onClose={() => setOpen(false)}
        footer={
          <Buttons>
            <Button
              tone="danger"
              onClick={() => {
                setOpen(false)
                onUndo()
              }}
            >
              {say({ zh: '撤销', en: 'Take it back' })}
            </Button>
            <Button tone="quiet" onClick={() => setOpen(false)}>
              {say({ zh: '取消', en: 'Cancel' })}
            </Button>
          </Buttons>
        }
      >
        <p>
          {say(
            {
              zh: '它新建的实体会删去，被它更新的恢复原样，之后被别人改过的不动（这次导入了 {n} 个）。历史保留。',
              en: 'What it made is removed, what it replaced returns, what others changed since stays (it brought {n}). History stays.',
            },
            { n: imported.toLocaleString(say.tag) },
          )}
        </p>
      </Dialog>
    </>
  )
}

/** Where each thing came from: the row of the file. */
function Things({ view }: { readonly view: LayerImport }): JSX.Element {
  const say = useSay()
  const things = useInfiniteQuery(importedThingsQuery(view.id))
  const rows = things.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Section title={say({ zh: '来源', en: 'Lineage' })}>
      {things.error ? <Trouble error={things.error} again={() => void things.refetch()} /> : null}
      <Table
        caption={say({ zh: '这次导入带来的实体', en: 'What this import brought' })}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'id',
            title: say({ zh: '实体', en: 'Thing' }),
            head: true,
            cell: ({ id, title }) => (
              <a href={`/city/map?layers=twin.all:points&e=twin.all~${encodeURIComponent(id)}`}>
                {title ? say(title) : id}
              </a>
            ),
          },
          { key: 'types', title: say({ zh: '类型', en: 'Type' }), cell: ({ types }) => types.map(lastPart).join(', ') },
          {
            key: 'row',
            title: say({ zh: '文件第几行', en: 'Row of the file' }),
            number: true,
            cell: ({ row }) => row ?? '',
          },
        ]}
      />
      {things.hasNextPage ? (
        <Button busy={things.isFetchingNextPage} onClick={() => void things.fetchNextPage()}>
          {say({ zh: '更多', en: 'More' })}
        </Button>
      ) : null}
    </Section>
  )
}

const lastPart = (iri: string): string => iri.split(/[/#]/).at(-1) ?? iri
