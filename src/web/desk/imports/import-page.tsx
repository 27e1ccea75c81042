import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import {
  cancelImport,
  changeImport,
  type ImportChoices,
  type ImportView,
  importKindsQuery,
  importQuery,
  keepProfile,
  startImport,
} from '../../api/imports.ts'
import {
  Button,
  ButtonLink,
  Buttons,
  Facts,
  Loading,
  Message,
  notify,
  Page,
  Progress,
  Section,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { ImportColumns } from './import-columns.tsx'
import { ImportPreview } from './import-preview.tsx'
import { ImportReading } from './import-reading.tsx'
import { importState, isRunning } from './import-state.ts'
import styles from './imports.module.css'

/** One import: how the file is read, what its columns mean, what is wrong where; then how far it is and what came of every row. */
export function ImportPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const found = useQuery({
    ...importQuery(id),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data.state) ? 1_000 : false),
  })
  return (
    <Page
      title={found.data?.fileName ?? say({ zh: '导入', en: 'Import' })}
      lead={found.data ? say(importState(found.data.state)) : undefined}
      back={{ to: '/desk/imports', words: say({ zh: '全部导入', en: 'All imports' }) }}
      width="wide"
    >
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.data ? <ImportDesk view={found.data} /> : found.error ? null : <Loading lines={6} />}
    </Page>
  )
}

function ImportDesk({ view }: { readonly view: ImportView }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const { data: kinds } = useQuery(importKindsQuery)
  const kind = kinds?.find((one) => one.name === view.what)
  const took = (next: ImportView): void => {
    queries.setQueryData(importQuery(view.id).queryKey, next)
    void queries.invalidateQueries({ queryKey: ['imports'], exact: true })
  }
  const change = useMutation({
    mutationFn: (choices: ImportChoices) => changeImport(view.id, choices),
    onSuccess: took,
  })
  const start = useMutation({ mutationFn: () => startImport(view.id), onSuccess: took })
  const cancel = useMutation({ mutationFn: () => cancelImport(view.id), onSuccess: took })
  const error = change.error ?? start.error ?? cancel.error
  const begun = view.startedAt !== null
  return (
    <>
      {error ? <Trouble error={error} /> : null}
      {view.failure ? (
        <Message tone="warning" title={say(view.failure.says)}>
          {say(view.failure.todo)}
        </Message>
      ) : null}
      {begun ? <Result view={view} /> : null}
      {begun ? (
        <Buttons>
          {isRunning(view.state) ? (
            <Button tone="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
              {say({ zh: '停止', en: 'Stop' })}
            </Button>
          ) : view.state === 'done' ? null : (
            <Button tone="primary" busy={start.isPending} onClick={() => start.mutate()}>
              {say({ zh: '接着导入', en: 'Go on' })}
            </Button>
          )}
        </Buttons>
      ) : (
        <>
          <ImportReading view={view} busy={change.isPending} onChange={change.mutate} />
          {kind ? <ImportColumns view={view} kind={kind} busy={change.isPending} onChange={change.mutate} /> : null}
          <ImportPreview view={view} kind={kind} />
          <div className={styles.go}>
            <Button
              tone="primary"
              after="go"
              busy={start.isPending}
              disabled={view.preview.missing.length > 0}
              onClick={() => start.mutate()}
            >
              {say({ zh: '开始导入', en: 'Start the import' })}
            </Button>
            <span>
              {say({
                zh: '可以离开这一页，导入会自己进行；服务重启后接着做，不会重复。',
                en: 'You may leave this page: it goes on by itself, also after a restart, and nothing comes in twice.',
              })}
            </span>
          </div>
        </>
      )}
      <Remember view={view} />
    </>
  )
}

/** Every row accounted for: read = imported + already there + refused. */
function Result({ view }: { readonly view: ImportView }): JSX.Element {
  const say = useSay()
  const { read, imported, already, refused, noted } = view.counts
  const number = new Intl.NumberFormat(say.tag)
  return (
    <Section title={say({ zh: '结果', en: 'Result' })}>
      {isRunning(view.state) ? (
        <Progress
          done={view.progress}
          all={1}
          words={say(
            { zh: '已读 {read} 行（{share}%）', en: '{read} rows read ({share}%)' },
            { read: number.format(read), share: Math.round(view.progress * 100) },
          )}
        />
      ) : null}
      <Facts
        facts={[
          [say({ zh: '读入', en: 'Read' }), number.format(read)],
          [say({ zh: '导入', en: 'Imported' }), number.format(imported)],
          [say({ zh: '已有，没有重复导入', en: 'Already there, not taken twice' }), number.format(already)],
          [
            say({ zh: '退回', en: 'Refused' }),
            <span key="refused" className={styles.refused}>
              {number.format(refused)}
              {refused > 0 ? (
                <a href={`/api/imports/${view.id}/refused.csv`} download>
                  {say({ zh: '下载退回的行，改好再导入', en: 'Download them, mend them, import again' })}
                </a>
              ) : null}
            </span>,
          ],
          [say({ zh: '导入但有说明', en: 'Imported with a remark' }), number.format(noted)],
          ...(view.classified > 0
            ? [
                [
                  say({ zh: '带分类，可教分拣', en: 'Carry a class and teach the sorter' }),
                  number.format(view.classified),
                ] as const,
              ]
            : []),
        ]}
      />
      {view.state === 'done' ? (
        <div className={styles.go}>
          <ButtonLink to="/desk/cases">{say({ zh: '看导入的事项', en: 'See the cases' })}</ButtonLink>
        </div>
      ) : null}
      <ImportPreview view={view} kind={undefined} problemsOnly />
    </Section>
  )
}

/** Keeps how this file is read for the next one with the same headings. */
function Remember({ view }: { readonly view: ImportView }): JSX.Element | null {
  const say = useSay()
  const [title, setTitle] = useState('')
  const keep = useMutation({
    mutationFn: () => keepProfile(`profile-${view.id.slice(0, 8)}`, title.trim(), view.id),
    onSuccess: () => notify({ zh: '已记住', en: 'Remembered' }),
  })
  if (view.profile) return null
  return (
    <Section title={say({ zh: '记住这种文件', en: 'Remember this kind of file' })}>
      {keep.error ? <Trouble error={keep.error} /> : null}
      <form
        className={styles.remember}
        onSubmit={(event) => {
          event.preventDefault()
          if (title.trim()) keep.mutate()
        }}
      >
        <label>
          {say({ zh: '取个名字', en: 'Give it a name' })}
          <input value={title} onChange={(event) => setTitle(event.target.value)} maxLength={120} />
        </label>
        <Button type="submit" busy={keep.isPending}>
          {say({ zh: '记住', en: 'Remember' })}
        </Button>
      </form>
    </Section>
  )
}
