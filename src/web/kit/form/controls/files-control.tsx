import { type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { fileAddress, uploadFile } from '../../../api/files.ts'
import { NoConnection, NoRoom } from '../../../api/problem.ts'
import { dropKept, findKept, keepFile, sendKept } from '../../../offline/index.ts'
import { Button, IconButton } from '../../button.tsx'
import { Icon } from '../../icon.tsx'
import { Trouble } from '../../states.tsx'
import { useSay } from '../../use-say.ts'
import type { Control, ControlProps } from '../control.ts'
import styles from './files-control.module.css'

type Progress = { readonly share: number } | { readonly waits: true } | { readonly refused: string } | undefined

const idsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []

/** Keeps a file on the device; one that is full still sends it where there is a signal. @throws NoRoom where there is none, ApiProblem */
async function keepOrUpload(file: File): Promise<string> {
  try {
    return (await keepFile(file, file.name)).id
  } catch (full) {
    if (!(full instanceof NoRoom)) throw full
    try {
      return (await uploadFile(file, file.name)).id
    } catch (error) {
      throw error instanceof NoConnection ? full : error
    }
  }
}

function FilesInput({ id, field, value, onChange, describedBy, invalid }: ControlProps): ReactElement {
  const say = useSay()
  const help = useId()
  const ids = idsOf(value)
  const most = field.max ?? 9
  const latest = useRef(ids)
  latest.current = ids
  const [progress, setProgress] = useState<Readonly<Record<string, Progress>>>({})
  const [trouble, setTrouble] = useState<unknown>()
  const note = (file: string, state: Progress): void => setProgress((now) => ({ ...now, [file]: state }))

  const send = async (file: string): Promise<void> => {
    note(file, { share: 0 })
    try {
      await sendKept(file, (share) => note(file, { share }))
      note(file, undefined)
    } catch (error) {
      note(
        file,
        error instanceof NoConnection ? { waits: true } : { refused: error instanceof Error ? error.message : '' },
      )
    }
  }
  const add = async (files: readonly File[]): Promise<void> => {
    const room = Math.max(0, most - latest.current.length)
    setTrouble(undefined)
    try {
      const kept = await Promise.all(files.slice(0, room).map(keepOrUpload))
      onChange([...latest.current, ...kept])
      for (const file of kept) await send(file)
    } catch (error) {
      setTrouble(error)
    }
  }
  const remove = (file: string): void => {
    onChange(ids.filter((other) => other !== file))
    void dropKept(file)
  }
  return (
    <section
      aria-label={say(field.title)}
      className={`${styles.files} ${invalid ? styles.invalid : ''}`}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void add([...event.dataTransfer.files])
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length > 0) void add([...event.clipboardData.files])
      }}
    >
      {ids.length > 0 ? (
        <ul className={styles.list}>
          {ids.map((file, index) => (
            <li key={file}>
              <FilePicture file={file} title={say({ zh: '第 {n} 个文件', en: 'File {n}' }, { n: index + 1 })} />
              <FileProgress state={progress[file]} again={() => void send(file)} />
              <span className={styles.remove}>
                <IconButton
                  icon="cross"
                  label={say({ zh: '去掉第 {n} 个文件', en: 'Remove file {n}' }, { n: index + 1 })}
                  onClick={() => remove(file)}
                />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {ids.length < most ? (
        <div className={styles.pick}>
          <PickButton id={id} icon="camera" camera describedBy={`${help} ${describedBy ?? ''}`} onPick={add}>
            {say({ zh: '拍照', en: 'Take a photo' })}
          </PickButton>
          <PickButton icon="photo" describedBy={help} onPick={add}>
            {say({ zh: '选择照片或文件', en: 'Choose photos or files' })}
          </PickButton>
        </div>
      ) : null}
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <p id={help} className={styles.help}>
        {say(
          {
            zh: '最多 {most} 个。没有信号时先存在本机，有信号后自动发送。',
            en: 'Up to {most}. Without a signal they are kept on this device and sent later.',
          },
          { most },
        )}
      </p>
    </section>
  )
}

function PickButton({
  id,
  icon,
  camera = false,
  describedBy,
  onPick,
  children,
}: {
  readonly id?: string
  readonly icon: 'camera' | 'photo'
  /** Opens the camera at once on a phone. */
  readonly camera?: boolean
  readonly describedBy: string
  readonly onPick: (files: readonly File[]) => Promise<void>
  readonly children: string
}): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  return (
    <span className={camera ? styles.camera : undefined}>
      <Button id={id} icon={icon} aria-describedby={describedBy} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!camera}
        accept={camera ? 'image/*' : 'image/*,video/mp4,application/pdf'}
        capture={camera ? 'environment' : undefined}
        onChange={(event) => {
          void onPick([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </span>
  )
}

function FilePicture({ file, title }: { readonly file: string; readonly title: string }): ReactElement {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    let local: string | undefined
    let here = true
    void findKept(file).then((kept) => {
      if (!here) return
      local = kept?.blob.type.startsWith('image/') ? URL.createObjectURL(kept.blob) : undefined
      setAddress(local ?? (kept ? undefined : fileAddress(file, 'thumb')))
    })
    return () => {
      here = false
      if (local) URL.revokeObjectURL(local)
    }
  }, [file])
  return address ? (
    <img src={address} alt={title} className={styles.picture} />
  ) : (
    <span className={styles.picture}>
      <Icon name="file" size={2} />
      <span className="heard">{title}</span>
    </span>
  )
}

function FileProgress({ state, again }: { readonly state: Progress; readonly again: () => void }): ReactElement | null {
  const say = useSay()
  if (!state) return null
  if ('share' in state)
    return (
      <progress
        className={styles.progress}
        max={1}
        value={state.share}
        aria-label={say({ zh: '正在上传', en: 'Uploading' })}
      />
    )
  return (
    <span className={styles.wait} role="status">
      {'waits' in state
        ? say({ zh: '待发送', en: 'To be sent' })
        : state.refused || say({ zh: '没有接受', en: 'Not accepted' })}
      <Button tone="quiet" size="s" onClick={again}>
        {say({ zh: '重试', en: 'Retry' })}
      </Button>
    </span>
  )
}

/** Photos and files: taken with the camera, chosen, dropped or pasted; kept on the device until the server has them. */
export const filesControl: Control = { group: () => true, view: FilesInput }
