import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { makeRules, readRulesFile } from '../api/responsibility.ts'
import { Button, Buttons, Faults, FileButton, notify, Section, Trouble, useSay } from '../kit/index.ts'
import styles from './responsibility.module.css'

/** Rules as a file: out, and in after a look at what was read. */
export function Files({ mayMake }: { readonly mayMake: boolean }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [why, setWhy] = useState('')
  const read = useMutation({ mutationFn: readRulesFile })
  const enter = useMutation({
    mutationFn: () => makeRules(read.data?.rules ?? [], { why: why.trim() }),
    onSuccess: async () => {
      read.reset()
      setWhy('')
      await queries.invalidateQueries({ queryKey: ['responsibility'] })
      notify({ zh: '已录入', en: 'Entered' })
    },
  })
  return (
    <Section title={say({ zh: '文件', en: 'Files' })}>
      <div className={styles.file}>
        <Buttons>
          <a href="/api/responsibility/file?format=csv" download>
            {say({ zh: '导出 CSV', en: 'Export CSV' })}
          </a>
          <a href="/api/responsibility/file?format=xlsx" download>
            {say({ zh: '导出 Excel', en: 'Export Excel' })}
          </a>
        </Buttons>
        {mayMake ? (
          <>
            <FileButton icon="upload" accept=".csv,.xlsx" busy={read.isPending} onFile={(file) => read.mutate(file)}>
              {say({ zh: '从文件读入', en: 'Read a file' })}
            </FileButton>
            <small>
              {say({
                zh: 'CSV 或 Excel；先检查，不生效',
                en: 'CSV or Excel; it is checked first, nothing is entered',
              })}
            </small>
          </>
        ) : null}
        {read.error ? <Trouble error={read.error} /> : null}
        {read.data ? (
          <>
            <p role="status">
              {say(
                { zh: '{read} 行，{good} 条规则可以录入', en: '{read} lines, {good} rules can be entered' },
                { read: read.data.read, good: read.data.rules.length },
              )}
            </p>
            <Faults faults={read.data.faults} />
            {read.data.rules.length > 0 ? (
              <form
                className={styles.file}
                onSubmit={(event) => {
                  event.preventDefault()
                  enter.mutate()
                }}
              >
                <label>
                  {say({ zh: '为什么录入', en: 'Why they are entered' })}
                  <input
                    value={why}
                    required
                    minLength={2}
                    maxLength={300}
                    onChange={({ target }) => setWhy(target.value)}
                  />
                </label>
                <Button type="submit" tone="primary" busy={enter.isPending}>
                  {say.count(read.data.rules.length, {
                    zh: '录入 {n} 条',
                    en: { one: 'Enter one rule', other: 'Enter {n} rules' },
                  })}
                </Button>
              </form>
            ) : null}
            {enter.error ? <Trouble error={enter.error} /> : null}
          </>
        ) : null}
      </div>
    </Section>
  )
}
