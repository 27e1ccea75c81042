import { useMutation } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { FilingRule } from '../../../kernel/patrol/index.ts'
import { readTableFile } from '../../api/patrol.ts'
import { Button, Faults, FileButton, Message, Trouble, useSay } from '../../kit/index.ts'

/** Reads a file into a draft; rows with faults are named, the others may be used without them. */
export function FileIn({ onRead }: { readonly onRead: (rows: readonly FilingRule[]) => void }): JSX.Element {
  const say = useSay()
  const reading = useMutation({
    mutationFn: readTableFile,
    onSuccess: ({ rows, faults }) => (faults.length === 0 && rows.length > 0 ? onRead(rows) : undefined),
  })
  const { data } = reading
  return (
    <>
      <FileButton
        icon="upload"
        accept=".csv,.xlsx,.txt"
        busy={reading.isPending}
        onFile={(file) => reading.mutate(file)}
      >
        {say({ zh: '从文件读入', en: 'Read a file' })}
      </FileButton>
      {reading.error ? <Trouble error={reading.error} /> : null}
      {data && data.faults.length === 0 && data.rows.length === 0 ? (
        <Message tone="warning" live title={say({ zh: '文件里没有小类', en: 'The file holds no class' })} />
      ) : null}
      {data && data.faults.length > 0 ? (
        <div>
          <Message
            tone="warning"
            live
            title={say(
              { zh: '读入 {read} 行，{n} 行有问题', en: '{read} rows read, {n} with faults' },
              { read: data.read, n: data.faults.length },
            )}
          >
            {say({
              zh: '在文件里改正后重新读入，或只用没有问题的小类。',
              en: 'Mend the file and read it again, or use the classes without faults alone.',
            })}
          </Message>
          <Faults faults={data.faults} />
          {data.rows.length > 0 ? (
            <Button onClick={() => onRead(data.rows)}>
              {say({ zh: '只用没有问题的 {n} 类', en: 'Use the {n} classes without faults' }, { n: data.rows.length })}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  )
}
