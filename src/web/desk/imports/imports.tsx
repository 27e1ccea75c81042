import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { importKindsQuery, importQuery, importsQuery, sendImport } from '../../api/imports.ts'
import {
  Empty,
  FileButton,
  Icon,
  importCounts,
  Loading,
  Page,
  Progress,
  Section,
  Segments,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { importState } from './import-state.ts'
import styles from './imports.module.css'

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)

/** Files brought in: drop one, and see what became of the others. */
export function Imports(): JSX.Element {
  const say = useSay()
  const imports = useQuery(importsQuery)
  const items = imports.data?.items ?? []
  return (
    <Page
      title={say({ zh: '导入文件', en: 'Import a file' })}
      lead={say({
        zh: 'Excel 或 CSV，什么编码、什么分隔都行。先看一遍，再导入；每一行都有着落。',
        en: 'Excel or CSV, in any encoding, with any separator. Look first, then import; every row is accounted for.',
      })}
      width="wide"
    >
      <Drop />
      <Section title={say({ zh: '最近的导入', en: 'Recent imports' })}>
        {imports.error ? <Trouble error={imports.error} again={() => void imports.refetch()} /> : null}
        {imports.isPending ? <Loading /> : null}
        {imports.data && items.length === 0 ? (
          <Empty icon="upload" title={say({ zh: '还没有导入过', en: 'Nothing was imported yet' })} />
        ) : null}
        {items.length > 0 ? (
          <Table
            caption={say({ zh: '最近的导入', en: 'Recent imports' })}
            columns={[
              {
                key: 'file',
                title: say({ zh: '文件', en: 'File' }),
                head: true,
                cell: (row) => <Link to={`/desk/imports/${row.id}`}>{row.fileName}</Link>,
              },
              { key: 'state', title: say({ zh: '状态', en: 'State' }), cell: (row) => say(importState(row.state)) },
              ...importCounts<(typeof items)[number]>(say),
              { key: 'size', title: 'MB', number: true, cell: (row) => megabytes(row.bytes) },
              { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: (row) => sayWhen(say, row.madeAt) },
            ]}
            rows={items}
            keyOf={(row) => row.id}
          />
        ) : null}
      </Section>
    </Page>
  )
}

function Drop(): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const kinds = useQuery(importKindsQuery)
  const [what, setWhat] = useState<string>()
  const [share, setShare] = useState(0)
  const chosen = what ?? kinds.data?.[0]?.name ?? ''
  const sending = useMutation({
    mutationFn: (file: File) => sendImport(chosen, file, setShare),
    onSuccess: (made) => {
      queries.setQueryData(importQuery(made.id).queryKey, made)
      void queries.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true })
      void navigate(`/desk/imports/${made.id}`)
    },
  })
  const take = (file: File | undefined): void => {
    if (file && !sending.isPending) sending.mutate(file)
  }
  return (
    <section
      className={styles.drop}
      aria-label={say({ zh: '放入文件', en: 'Drop a file' })}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        take(event.dataTransfer.files[0])
      }}
    >
      {kinds.error ? <Trouble error={kinds.error} again={() => void kinds.refetch()} /> : null}
      {sending.error ? <Trouble error={sending.error} /> : null}
      {(kinds.data?.length ?? 0) > 1 ? (
        <Segments
          label={say({ zh: '文件里是什么', en: 'What is in the file' })}
          value={chosen}
          onChange={setWhat}
          options={(kinds.data ?? []).map((kind) => ({ value: kind.name, words: say(kind.title) }))}
        />
      ) : null}
      {sending.isPending ? (
        <Progress
          done={share}
          all={1}
          words={say({ zh: '正在上传 {share}%', en: 'Sending: {share}%' }, { share: Math.round(share * 100) })}
        />
      ) : (
        <p className={styles.dropWords}>
          <Icon name="upload" size={1.75} />
          {say({ zh: '把文件拖到这里，或', en: 'Drop a file here, or' })}
          <FileButton
            tone="primary"
            disabled={chosen === ''}
            accept=".xlsx,.csv,.tsv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            onFile={take}
          >
            {say({ zh: '选择文件', en: 'Choose a file' })}
          </FileButton>
        </p>
      )}
    </section>
  )
}
