import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type JSX, useId, useState } from 'react'
import { channelWords } from '../account/notice-preference.tsx'
import type { OutsideChannel } from '../api/account.ts'
import { type Adapter, type ChannelState, keepChannel } from '../api/admin-notify.ts'
import { Button, Buttons, Dialog, notify, Segments, Trouble, useSay } from '../kit/index.ts'
import { bodyOf, type Pair, pairsOf } from './adapter-body.ts'
import styles from './channel-set-up.module.css'
import { PairLines } from './pair-lines.tsx'

type Kept = ChannelState['kept']

const example: Adapter = { method: 'POST', url: '', encoding: 'json', body: { to: '{phone}', text: '{text}' } }

/** Sets up how a channel reaches its provider, field by field; the secrets that are kept are named, never shown. */
export function ChannelSetUp({
  channel,
  kept,
}: {
  readonly channel: OutsideChannel
  readonly kept: Kept
}): JSX.Element {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const label = say({ zh: '设置{name}', en: 'Set up: {name}' }, { name: say(channelWords[channel]) })
  return (
    <>
      <Button size="s" aria-label={label} onClick={() => setOpen(true)}>
        {say({ zh: '设置', en: 'Set up' })}
      </Button>
      <Dialog title={label} open={open} onClose={() => setOpen(false)}>
        {open ? <SetUpForm channel={channel} kept={kept} onDone={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  )
}

function SetUpForm({
  channel,
  kept,
  onDone,
}: {
  readonly channel: OutsideChannel
  readonly kept: Kept
  readonly onDone: () => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const queries = useQueryClient()
  const start = kept?.adapter ?? example
  const [method, setMethod] = useState(start.method)
  const [url, setUrl] = useState(start.url)
  const [encoding, setEncoding] = useState(start.encoding)
  const [headers, setHeaders] = useState<readonly Pair[]>(pairsOf(start.headers ?? {}))
  const [body, setBody] = useState<readonly Pair[]>(pairsOf(start.body ?? {}))
  const [secrets, setSecrets] = useState<readonly Pair[]>([])
  const [dropped, setDropped] = useState<readonly string[]>([])
  const keeping = useMutation({
    mutationFn: () => {
      const named = headers.filter(({ name }) => name.trim() !== '')
      const adapter: Adapter = {
        method,
        url: url.trim(),
        encoding,
        ...(named.length > 0 && { headers: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])) }),
        ...(encoding !== 'none' && { body: bodyOf(body) }),
      }
      const given = secrets.filter(({ name, value }) => name.trim() !== '' && value !== '')
      return keepChannel(channel, adapter, {
        ...Object.fromEntries(dropped.map((name) => [name, null])),
        ...Object.fromEntries(given.map(({ name, value }) => [name.trim(), value])),
      })
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['notify', 'channels'] })
      notify({ zh: '通道已设置', en: 'Channel set up' })
      onDone()
    },
  })
  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (!keeping.isPending) keeping.mutate()
  }
  return (
    <form className={styles.form} onSubmit={send}>
      {keeping.error ? <Trouble error={keeping.error} /> : null}
      <div className={styles.field}>
        <span className={styles.title}>{say({ zh: '请求方式', en: 'Method' })}</span>
        <Segments<Adapter['method']>
          label={say({ zh: '请求方式', en: 'Method' })}
          value={method}
          onChange={setMethod}
          options={(['POST', 'PUT', 'GET'] as const).map((value) => ({ value, words: value }))}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}-url`} className={styles.title}>
          {say({ zh: '服务商的接口地址', en: 'Address of the provider’s interface' })}
        </label>
        <input
          id={`${id}-url`}
          type="url"
          required
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </div>
      <div className={styles.field}>
        <span className={styles.title}>{say({ zh: '内容的编码', en: 'How the content is sent' })}</span>
        <Segments<Adapter['encoding']>
          label={say({ zh: '内容的编码', en: 'How the content is sent' })}
          value={encoding}
          onChange={setEncoding}
          options={[
            { value: 'json', words: 'JSON' },
            { value: 'form', words: say({ zh: '表单', en: 'Form' }) },
            { value: 'none', words: say({ zh: '不带内容', en: 'No content' }) },
          ]}
        />
      </div>
      {encoding === 'none' ? null : (
        <PairLines
          title={say({ zh: '内容', en: 'Content' })}
          hint={say({
            zh: '值里可写空位：{phone} 手机号，{text} 正文，{secret.名称} 密钥。名称中的点表示下一层，如 message.to。',
            en: 'Values may hold gaps: {phone}, {text}, {secret.name}. A point in a name goes a level deeper, as in message.to.',
          })}
          pairs={body}
          onChange={setBody}
        />
      )}
      <PairLines title={say({ zh: '请求头', en: 'Headers' })} pairs={headers} onChange={setHeaders} />
      {kept && kept.secretNames.length > 0 ? (
        <fieldset className={styles.field}>
          <legend className={styles.title}>{say({ zh: '已保存的密钥', en: 'Secrets kept' })}</legend>
          {kept.secretNames.map((name) => (
            <label key={name} className={styles.kept}>
              <input
                type="checkbox"
                checked={dropped.includes(name)}
                onChange={(event) =>
                  setDropped(event.target.checked ? [...dropped, name] : dropped.filter((one) => one !== name))
                }
              />
              {say({ zh: '删除 {name}', en: 'Remove {name}' }, { name })}
            </label>
          ))}
        </fieldset>
      ) : null}
      <PairLines
        title={say({ zh: '新的密钥', en: 'New secrets' })}
        hint={say({
          zh: '加密保存，保存后不再显示；同名的会被替换。',
          en: 'Kept encrypted and never shown again; one of the same name is replaced.',
        })}
        secret
        pairs={secrets}
        onChange={setSecrets}
      />
      <Buttons>
        <Button type="submit" tone="primary" busy={keeping.isPending}>
          {say({ zh: '保存', en: 'Save' })}
        </Button>
        <Button onClick={onDone}>{say({ zh: '取消', en: 'Cancel' })}</Button>
      </Buttons>
    </form>
  )
}
