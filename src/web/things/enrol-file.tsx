import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type EnrolledFile, enrolFile } from '../api/things.ts'
import { Button, Buttons, csvOf, Dialog, download, FileButton, Message, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './things.module.css'

/** Enrols the devices of a table; the secrets are handed over as a file, what was refused is named and can be mended. */
export function EnrolFile(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [file, setFile] = useState<File>()
  const sending = useMutation({
    mutationFn: enrolFile,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['things'] }),
  })
  return (
    <>
      <Button icon="upload" onClick={() => setOpen(true)}>
        {say({ zh: '按文件登记', en: 'Enrol by file' })}
      </Button>
      <Dialog
        title={say({ zh: '按文件登记设备', en: 'Enrol devices by file' })}
        open={open}
        onClose={() => setOpen(false)}
      >
        <form
          className={styles.stack}
          onSubmit={(event) => {
            event.preventDefault()
            if (file && !sending.isPending) sending.mutate(file)
          }}
        >
          <p>
            {say({
              zh: 'CSV 或 Excel，一行一台：编号 id、型号 profile 必填；名称 name、英文名称 name_en、经度 lng、纬度 lat、机构 path、所属资产 asset、网关 parent、认领码 claim 或证书指纹 certificate 可填。',
              en: 'CSV or Excel, a row a device: id and profile are needed; name, name_en, lng, lat, path of the office, asset, parent (its gateway), claim code or fingerprint of a certificate may be given.',
            })}
          </p>
          <p role="status">{file ? file.name : say({ zh: '还没有选择文件', en: 'No file chosen yet' })}</p>
          {sending.error ? <Trouble error={sending.error} /> : null}
          {sending.data ? <Came of={sending.data} /> : null}
          <Buttons>
            <FileButton icon="upload" accept=".csv,.txt,.xlsx" onFile={setFile}>
              {say({ zh: '选择文件', en: 'Choose a file' })}
            </FileButton>
            <Button type="submit" tone="primary" busy={sending.isPending} disabled={file === undefined}>
              {say({ zh: '登记', en: 'Enrol' })}
            </Button>
            <Button onClick={() => setOpen(false)}>{say({ zh: '关闭', en: 'Close' })}</Button>
          </Buttons>
        </form>
      </Dialog>
    </>
  )
}

/** What came of the file: counts, secrets to be taken now, rows to be mended. */
function Came({ of: { read, enrolled, refused, faults, mend } }: { readonly of: EnrolledFile }): JSX.Element {
  const say = useSay()
  const secrets = enrolled.filter(({ secret }) => secret !== undefined)
  return (
    <>
      <Message
        tone={refused > 0 ? 'warning' : 'note'}
        title={say(
          {
            zh: '读到 {read} 行，登记 {n} 台，退回 {refused} 行',
            en: '{read} rows read, {n} enrolled, {refused} refused',
          },
          { read, n: enrolled.length, refused },
        )}
      />
      {secrets.length > 0 ? (
        <Button
          icon="download"
          onClick={() =>
            download('secrets.csv', csvOf([['id', 'secret'], ...secrets.map(({ id, secret }) => [id, secret ?? ''])]))
          }
        >
          {say({ zh: '下载密钥（只有这一次）', en: 'Download the secrets (this once)' })}
        </Button>
      ) : null}
      {refused > 0 ? (
        <>
          <Table
            caption={say({ zh: '退回的行', en: 'Rows refused' })}
            rows={faults.slice(0, 50)}
            keyOf={({ row, field }) => `${row}${field}`}
            columns={[
              { key: 'row', title: say({ zh: '行', en: 'Row' }), head: true, cell: ({ row }) => row ?? '' },
              { key: 'field', title: say({ zh: '字段', en: 'Field' }), cell: ({ field }) => field ?? '' },
              { key: 'found', title: say({ zh: '内容', en: 'Found' }), cell: ({ found }) => found ?? '' },
              { key: 'says', title: say({ zh: '原因', en: 'Why' }), cell: ({ says }) => say(says) },
            ]}
          />
          <Button icon="download" onClick={() => download('refused.csv', mend)}>
            {say({ zh: '下载退回的行，改好再传', en: 'Download them, mend, send again' })}
          </Button>
        </>
      ) : null}
    </>
  )
}
