import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { text } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { type LayerImport, layerImportQuery, layerImportsQuery, linkLayer, sendLayer } from '../api/layers.ts'
import {
  Empty,
  FileButton,
  Icon,
  importCounts,
  Loading,
  Page,
  Progress,
  Section,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { layerStates } from './layer-words.ts'
import styles from './layers.module.css'

/** Files of things with places: bring one, and see what became of the others. */
export function LayerImports(): JSX.Element {
  const say = useSay()
  const imports = useQuery(layerImportsQuery)
  const { items = [], formats = [] } = imports.data ?? {}
  const titleOf = (format: string): string => {
    const found = formats.find((one) => one.format === format)
    return found ? say(found.title) : format
  }
  return (
    <Page
      title={say({ zh: '导入地图与带坐标的表', en: 'Import maps and tables with places' })}
      lead={say({
        zh: '先在地图上看一遍，确认坐标系和各列含义，再写入；每个要素都有来源，可整批撤销。',
        en: 'See it on a map first, settle its datum and columns, then write; every thing keeps its lineage and one import can be taken back.',
      })}
      width="wide"
    >
      <Drop formats={formats.map(({ title }) => say(title))} taken={items.map(({ layer }) => layer)} />
      <Section title={say({ zh: '最近的导入', en: 'Recent imports' })}>
        {imports.error ? <Trouble error={imports.error} again={() => void imports.refetch()} /> : null}
        {imports.isPending ? <Loading /> : null}
        {imports.data && items.length === 0 ? (
          <Empty icon="map" title={say({ zh: '还没有导入过', en: 'Nothing was imported yet' })} />
        ) : null}
        {items.length > 0 ? (
          <Table
            caption={say({ zh: '最近的导入', en: 'Recent imports' })}
            rows={items}
            keyOf={(row) => row.id}
            columns={[
              {
                key: 'file',
                title: say({ zh: '文件', en: 'File' }),
                head: true,
                cell: (row) => <Link to={row.id}>{row.fileName}</Link>,
              },
              { key: 'layer', title: say({ zh: '图层', en: 'Layer' }), cell: (row) => <code>{row.layer}</code> },
              { key: 'format', title: say({ zh: '格式', en: 'Format' }), cell: (row) => titleOf(row.format) },
              { key: 'state', title: say({ zh: '状态', en: 'State' }), cell: (row) => say(layerStates[row.state]) },
              ...importCounts<(typeof items)[number]>(say),
              { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: (row) => sayWhen(say, row.madeAt) },
            ]}
          />
        ) : null}
      </Section>
    </Page>
  )
}

/** A name for the layer from the file's own, as far as it may be one. */
const layerNameFrom = (fileName: string): string =>
  fileName
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '')
    .slice(0, 60) || 'layer'

/** The host of an address as a name; of what is no address, itself: the server says what is wrong with it. */
const hostOf = (link: string): string => (URL.canParse(link) ? `${new URL(link).hostname}.tiles` : link)

function Drop({
  formats,
  taken,
}: {
  readonly formats: readonly string[]
  readonly taken: readonly string[]
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const queries = useQueryClient()
  const [layer, setLayer] = useState('')
  const [share, setShare] = useState(0)
  const look = (made: LayerImport): void => {
    queries.setQueryData(layerImportQuery(made.id).queryKey, made)
    void queries.invalidateQueries({ queryKey: layerImportsQuery.queryKey, exact: true })
    void navigate(`${pathname.replace(/\/$/, '')}/${made.id}`)
  }
  const sending = useMutation({
    mutationFn: (file: File) => sendLayer(layer.trim() || layerNameFrom(file.name), file, setShare),
    onSuccess: (made) => look(made),
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
      {sending.error ? <Trouble error={sending.error} /> : null}
      <label className={styles.field}>
        <span>{say({ zh: '图层代号', en: 'Name of the layer' })}</span>
        <input
          value={layer}
          onChange={(event) => setLayer(event.target.value)}
          maxLength={60}
          pattern="[A-Za-z][A-Za-z0-9_\-]*"
          list={`${id}-layers`}
          aria-describedby={`${id}-hint`}
        />
        <small id={`${id}-hint`}>
          {say({
            zh: '字母开头，字母、数字、-、_。同一图层再次导入时更新已有的；不填则取文件名。',
            en: 'Letters, digits, - and _. The same layer again updates what is there; without one the file’s name is taken.',
          })}
        </small>
      </label>
      <datalist id={`${id}-layers`}>
        {[...new Set(taken)].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {sending.isPending ? (
        <Progress
          done={share}
          all={1}
          words={
            share < 1
              ? say({ zh: '正在上传 {share}%', en: 'Sending: {share}%' }, { share: Math.round(share * 100) })
              : say({ zh: '正在看文件里有什么…', en: 'Looking at what is in it…' })
          }
        />
      ) : (
        <div className={styles.pick}>
          <Icon name="upload" size={1.75} />
          <span>{say({ zh: '把文件拖到这里，或', en: 'Drop a file here, or' })}</span>
          <FileButton tone="primary" onFile={take}>
            {say({ zh: '选择文件', en: 'Choose a file' })}
          </FileButton>
          <DialogForm<LayerImport>
            words={say({ zh: '按链接导入 3D Tiles', en: '3D Tiles by link' })}
            size="m"
            submit={say({ zh: '先看一看', en: 'Look at it' })}
            fields={{
              link: text(
                { zh: 'tileset.json 的网址', en: 'Address of its tileset.json' },
                {
                  max: 1_000,
                  hint: {
                    zh: '瓦片留在原处，这里记下范围和网址',
                    en: 'The tiles stay where they are; extent and address are kept here',
                  },
                },
              ),
            }}
            run={({ link }) => linkLayer(layer.trim() || layerNameFrom(hostOf(String(link))), String(link))}
            said={{ zh: '已读取', en: 'Read' }}
            onDone={look}
          />
        </div>
      )}
      {formats.length > 0 ? (
        <p className={styles.quiet}>
          {say(
            { zh: '可导入：{formats}', en: 'What can be imported: {formats}' },
            {
              formats: formats.join(say({ zh: '、', en: ', ' })),
            },
          )}
        </p>
      ) : null}
    </section>
  )
}
