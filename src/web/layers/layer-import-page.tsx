import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useLocation, useParams } from 'react-router'
import {
  actOnLayer,
  changeLayer,
  type LayerChoices,
  type LayerImport,
  layerImportQuery,
  layerImportsQuery,
} from '../api/layers.ts'
import { Button, Loading, Message, Page, Trouble, useSay } from '../kit/index.ts'
import { DatumPart } from './datum-part.tsx'
import { LayerColumns } from './layer-columns.tsx'
import { LayerLook } from './layer-look.tsx'
import { LayerReading } from './layer-reading.tsx'
import { LayerResult } from './layer-result.tsx'
import { layerStates } from './layer-words.ts'
import styles from './layers.module.css'

/** One import of a layer: where its things would lie and why, what its columns become; then what came of each of them. */
export function LayerImportPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const { pathname } = useLocation()
  const found = useQuery({
    ...layerImportQuery(id),
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' || data?.state === 'undoing' ? 1_000 : false),
  })
  return (
    <Page
      title={found.data?.fileName ?? say({ zh: '导入', en: 'Import' })}
      lead={found.data ? say(layerStates[found.data.state]) : undefined}
      back={{ to: pathname.slice(0, pathname.lastIndexOf('/')), words: say({ zh: '全部导入', en: 'All imports' }) }}
      width="wide"
    >
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.data ? <Desk view={found.data} /> : found.error ? null : <Loading lines={8} />}
    </Page>
  )
}

function Desk({ view }: { readonly view: LayerImport }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [isSettled, settle] = useState(false)
  const took = (next: LayerImport): void => {
    queries.setQueryData(layerImportQuery(view.id).queryKey, next)
    void queries.invalidateQueries({ queryKey: layerImportsQuery.queryKey, exact: true })
  }
  const change = useMutation({ mutationFn: (choices: LayerChoices) => changeLayer(view.id, choices), onSuccess: took })
  const act = useMutation({
    mutationFn: (what: 'start' | 'cancel' | 'undo') => actOnLayer(view.id, what),
    onSuccess: took,
  })
  const error = change.error ?? act.error
  const { preview } = view
  const trouble = error ? <Trouble error={error} /> : null
  if (view.state !== 'waiting')
    return (
      <>
        {trouble}
        {view.failure ? (
          <Message tone="warning" title={say(view.failure.says)}>
            {say(view.failure.todo)}
          </Message>
        ) : null}
        <LayerResult view={view} busy={act.isPending} onAct={act.mutate} />
      </>
    )
  const asksDatum = !preview.isSure && !isSettled
  return (
    <>
      {trouble}
      <DatumPart
        view={view}
        busy={change.isPending}
        isSettled={isSettled}
        onSettle={() => settle(true)}
        onChange={change.mutate}
      />
      <LayerLook view={view} />
      <LayerReading view={view} busy={change.isPending} onChange={change.mutate} />
      <LayerColumns view={view} busy={change.isPending} onChange={change.mutate} />
      <div className={styles.go}>
        <Button
          tone="primary"
          after="go"
          busy={act.isPending}
          disabled={change.isPending || asksDatum || preview.lacks !== undefined}
          onClick={() => act.mutate('start')}
        >
          {say({ zh: '开始导入', en: 'Start the import' })}
        </Button>
        <span className={styles.quiet}>
          {preview.lacks
            ? say({ zh: '先指出哪两列是坐标。', en: 'Say first which two columns are the coordinates.' })
            : asksDatum
              ? say({ zh: '先确认坐标系。', en: 'Settle the datum first.' })
              : say({
                  zh: '到此为止什么都没有写入。可以离开这一页，导入会自己进行；可整批撤销。',
                  en: 'Nothing is written until now. You may leave this page: it goes on by itself, and can be taken back.',
                })}
        </span>
      </div>
    </>
  )
}
