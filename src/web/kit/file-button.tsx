import { type ComponentProps, type JSX, useRef } from 'react'
import { Button } from './button.tsx'

/**
 * A button that lets a file be chosen: in our words, which the browser's own field is not. The same file can be chosen again, as
 * somebody does who has mended it.
 */
export function FileButton({
  accept,
  onFile,
  ...rest
}: Omit<ComponentProps<typeof Button>, 'onClick' | 'ref' | 'type'> & {
  /** Kinds of files as the browser's field takes them: `.csv,.xlsx`. */
  readonly accept?: string
  readonly onFile: (file: File) => void
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button {...rest} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          target.value = ''
          if (file) onFile(file)
        }}
      />
    </>
  )
}
