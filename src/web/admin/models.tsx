import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type ModelVersion, modelQuery, modelsQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import {
  Button,
  Dialog,
  Empty,
  Facts,
  Loading,
  notify,
  Page,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'

/** Versions of models, how well each does on messages it had not seen, which is in use; any of them can be put to use again. */
export function Models(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const mayChange = hasRole(useSession(), 'administrator', 'data-officer')
  const models = useQuery({ ...modelsQuery, refetchInterval: 30_000 })
  const [open, setOpen] = useState<string>()
  const activate = useMutation({
    mutationFn: (version: string) =>
      api(`/api/insight/models/${encodeURIComponent(version)}/activate`, { method: 'POST', body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  })
  const train = useMutation({
    mutationFn: () => api('/api/insight/train', { method: 'POST' }),
    onSuccess: () => notify({ zh: '已排队，在后台训练', en: 'Queued: trained in the background' }),
  })
  const share = (value: number): string =>
    new Intl.NumberFormat(say.tag, { style: 'percent', minimumFractionDigits: 1 }).format(value)
  const rows = models.data ?? []
  return (
    <Page
      title={say({ zh: '模型', en: 'Models' })}
      lead={say({
        zh: '从本市自己的分拣中学习。数字来自没见过的诉求（交叉验证）。',
        en: 'Learnt from the city’s own sorting. The figures are over messages it had not seen (cross-validation).',
      })}
      width="wide"
      actions={
        mayChange ? (
          <Button icon="sync" busy={train.isPending} onClick={() => train.mutate()}>
            {say({ zh: '现在重新训练', en: 'Train anew now' })}
          </Button>
        ) : undefined
      }
    >
      {models.error ? <Trouble error={models.error} again={() => void models.refetch()} /> : null}
      {activate.error ? <Trouble error={activate.error} /> : null}
      {train.error ? <Trouble error={train.error} /> : null}
      {models.isPending ? <Loading /> : null}
      {models.data && rows.length === 0 ? (
        <Empty icon="chart" title={say({ zh: '还没有学出模型', en: 'Nothing was learnt yet' })} />
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption={say({ zh: '模型版本', en: 'Versions' })}
          columns={[
            {
              key: 'version',
              title: say({ zh: '版本', en: 'Version' }),
              head: true,
              cell: (row: ModelVersion) => (
                <Button tone="quiet" size="s" onClick={() => setOpen(row.version)}>
                  {row.version}
                </Button>
              ),
            },
            { key: 'field', title: say({ zh: '学什么', en: 'Learns' }), cell: (row) => `${row.pack} · ${row.field}` },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) =>
                row.isActive ? (
                  <StateMark shape="done" tone="active">
                    {say({ zh: '在用', en: 'In use' })}
                  </StateMark>
                ) : mayChange ? (
                  <Button
                    size="s"
                    busy={activate.isPending && activate.variables === row.version}
                    onClick={() => activate.mutate(row.version)}
                  >
                    {say({ zh: '启用', en: 'Use it' })}
                  </Button>
                ) : null,
            },
            {
              key: 'accuracy',
              title: say({ zh: '准确率', en: 'Accuracy' }),
              number: true,
              cell: (row) => share(row.accuracy),
            },
            { key: 'f1', title: 'Macro-F1', number: true, cell: (row) => share(row.macroF1) },
            {
              key: 'calibration',
              title: say({ zh: '校准误差', en: 'Calibration error' }),
              number: true,
              cell: (row) => share(row.calibrationError),
            },
            {
              key: 'messages',
              title: say({ zh: '学自', en: 'Learnt from' }),
              number: true,
              cell: (row) => row.messages,
            },
            { key: 'classes', title: say({ zh: '类数', en: 'Classes' }), number: true, cell: (row) => row.classes },
            { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: (row) => sayInstant(say, row.madeAt) },
          ]}
          rows={rows}
          keyOf={(row) => row.version}
        />
      ) : null}
      <Dialog wide title={open ?? ''} open={open !== undefined} onClose={() => setOpen(undefined)}>
        {open ? <Risk version={open} /> : null}
      </Dialog>
    </Page>
  )
}

/** What a person should know before trusting this version. */
function Risk({ version }: { readonly version: string }): JSX.Element {
  const say = useSay()
  const model = useQuery(modelQuery(version))
  if (model.error) return <Trouble error={model.error} />
  if (!model.data) return <Loading />
  return (
    <div className={styles.stack}>
      <Facts facts={model.data.risk.map(({ question, answer }) => [say(question), say(answer)] as const)} />
      <details>
        <summary>{say({ zh: '各类明细（模型卡）', en: 'By class (the model’s card)' })}</summary>
        <pre className={styles.facts}>{JSON.stringify(model.data.card, null, 1)}</pre>
      </details>
    </div>
  )
}
