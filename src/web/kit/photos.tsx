import { type JSX, useState } from 'react'
import { fileAddress } from '../api/files.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './photos.module.css'
import { useSay } from './use-say.ts'

/** Stored photos as small pictures; one opens large, with the arrow keys going through them. */
export function Photos({
  files,
  code,
}: {
  readonly files: readonly string[]
  /** The secret code of the link by which they are seen, for who is not signed in. */
  readonly code?: string
}): JSX.Element | null {
  const say = useSay()
  const [open, setOpen] = useState<number>()
  if (files.length === 0) return null
  const go = (step: number): void =>
    setOpen((now) => (now === undefined ? now : (now + step + files.length) % files.length))
  const title = (index: number): string =>
    say({ zh: '照片 {n} / {all}', en: 'Photo {n} of {all}' }, { n: index + 1, all: files.length })
  const shown = open === undefined ? undefined : files[open]
  return (
    <>
      <ul className={styles.photos}>
        {files.map((file, index) => (
          <li key={file}>
            <button type="button" onClick={() => setOpen(index)}>
              <img src={fileAddress(file, 'thumb', code)} alt={title(index)} loading="lazy" width={112} height={112} />
            </button>
          </li>
        ))}
      </ul>
      <Dialog
        title={open === undefined ? '' : title(open)}
        open={shown !== undefined}
        onClose={() => setOpen(undefined)}
        wide
      >
        {shown ? (
          <section
            aria-label={title(open ?? 0)}
            className={styles.large}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') go(1)
              if (event.key === 'ArrowLeft') go(-1)
            }}
          >
            <img src={fileAddress(shown, 'display', code)} alt={title(open ?? 0)} />
            {files.length > 1 ? (
              <div className={styles.ways}>
                <Button icon="left" onClick={() => go(-1)}>
                  {say({ zh: '上一张', en: 'Previous' })}
                </Button>
                <Button icon="right" onClick={() => go(1)}>
                  {say({ zh: '下一张', en: 'Next' })}
                </Button>
              </div>
            ) : null}
          </section>
        ) : null}
      </Dialog>
    </>
  )
}
