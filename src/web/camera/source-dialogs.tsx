import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, type ReactNode, useId, useState } from 'react'
import { addSourceKey, closeSource, registerSource, revokeSourceKey } from '../api/camera.ts'
import { Button, type ButtonTone, Dialog, notify, Trouble, useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './camera.module.css'

/** A button, and the dialog that it opens, with what it sends. */
function Asks({
  words,
  tone = 'plain',
  isReady,
  send,
  children,
}: {
  readonly words: string
  readonly tone?: ButtonTone
  readonly isReady: boolean
  readonly send: () => Promise<unknown>
  readonly children: ReactNode
}): JSX.Element {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const sending = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      setOpen(false)
      notify({ zh: '已完成', en: 'Done' })
      await client.invalidateQueries({ queryKey: ['camera'] })
    },
  })
  return (
    <>
      <Button size="s" tone={tone} onClick={() => setOpen(true)}>
        {words}
      </Button>
      <Dialog
        open={isOpen}
        title={words}
        onClose={() => setOpen(false)}
        footer={
          <Button
            tone={tone === 'danger' ? 'danger' : 'primary'}
            disabled={!isReady}
            busy={sending.isPending}
            onClick={() => sending.mutate()}
          >
            {words}
          </Button>
        }
      >
        <div className={styles.form}>
          {children}
          {sending.error ? <Trouble error={sending.error} /> : null}
        </div>
      </Dialog>
    </>
  )
}

function PemField({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  return (
    <>
      <label htmlFor={id}>
        {say({ zh: '公钥（PEM，Ed25519 或 P-256）', en: 'Public key (PEM, Ed25519 or P-256)' })}
      </label>
      <textarea
        id={id}
        data-code
        rows={5}
        maxLength={2_000}
        spellCheck={false}
        placeholder="-----BEGIN PUBLIC KEY-----"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  )
}

const isPem = (text: string): boolean => /-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----/.test(text)

/** Registers a source with its first key. */
export function RegisterSource(): JSX.Element {
  const say = useSay()
  const id = useId()
  // Whoever keeps a source keeps it for an office of his own.
  const posts =
    useSession()?.actor.posts.filter(({ role }) => role === 'administrator' || role === 'data-officer') ?? []
  const [name, setName] = useState('')
  const [key, setKey] = useState('')
  const [source, setSource] = useState('')
  const [chosen, setChosen] = useState<string>()
  const office = chosen ?? posts[0]?.office ?? ''
  const isId = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/.test(source)
  return (
    <Asks
      words={say({ zh: '登记来源', en: 'Register a source' })}
      tone="primary"
      isReady={isId && name.trim().length >= 2 && isPem(key)}
      send={() => registerSource({ id: source, name: name.trim(), office, publicKey: key.trim() })}
    >
      <label htmlFor={`${id}-id`}>
        {say({ zh: '编号（小写字母、数字和连字符）', en: 'Id (small letters, digits, hyphens)' })}
      </label>
      <input id={`${id}-id`} maxLength={40} value={source} onChange={(event) => setSource(event.target.value)} />
      <label htmlFor={`${id}-name`}>{say({ zh: '名称', en: 'Name' })}</label>
      <input id={`${id}-name`} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
      <label htmlFor={`${id}-office`}>{say({ zh: '归口机构', en: 'Office that answers for it' })}</label>
      <select id={`${id}-office`} value={office} onChange={(event) => setChosen(event.target.value)}>
        {posts.map((post) => (
          <option key={post.office} value={post.office}>
            {say(post.title)}
          </option>
        ))}
      </select>
      <PemField value={key} onChange={setKey} />
    </Asks>
  )
}

/** A further key, so that the source can change over without a gap. */
export function NewKey({ source }: { readonly source: string }): JSX.Element {
  const say = useSay()
  const [key, setKey] = useState('')
  return (
    <Asks
      words={say({ zh: '增加公钥', en: 'Add a key' })}
      isReady={isPem(key)}
      send={() => addSourceKey(source, key.trim())}
    >
      <PemField value={key} onChange={setKey} />
    </Asks>
  )
}

function Reasoned({
  words,
  send,
}: {
  readonly words: string
  readonly send: (reason: string) => Promise<unknown>
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [reason, setReason] = useState('')
  return (
    <Asks words={words} tone="danger" isReady={reason.trim().length >= 2} send={() => send(reason.trim())}>
      <p>{say({ zh: '立即生效，不能恢复。', en: 'It holds at once and cannot be taken back.' })}</p>
      <label htmlFor={id}>{say({ zh: '原因', en: 'Reason' })}</label>
      <input id={id} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Asks>
  )
}

/** Revokes a key at once. */
export function RevokeKey({ source, kid }: { readonly source: string; readonly kid: string }): JSX.Element {
  const say = useSay()
  return <Reasoned words={say({ zh: '吊销', en: 'Revoke' })} send={(reason) => revokeSourceKey(source, kid, reason)} />
}

/** Takes nothing more from a source. */
export function CloseSource({ source }: { readonly source: string }): JSX.Element {
  const say = useSay()
  return <Reasoned words={say({ zh: '停用', en: 'Close' })} send={(reason) => closeSource(source, reason)} />
}
