import { type JSX, type KeyboardEvent, useId, useRef, useState } from 'react'
import styles from './combobox.module.css'
import { Icon } from './icon.tsx'
import { useSay } from './use-say.ts'

/** One thing to choose: its value, its name, and where it belongs. */
export type ComboOption = {
  readonly value: string
  readonly title: string
  readonly detail?: string
  readonly also?: string
}

const most = 60

/** The options that contain every word typed, those that begin with it first. */
export function matching(options: readonly ComboOption[], typed: string): readonly ComboOption[] {
  const wanted = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return options.slice(0, most)
  const found: ComboOption[] = []
  const first: ComboOption[] = []
  for (const option of options) {
    const text = `${option.title} ${option.detail ?? ''} ${option.also ?? ''} ${option.value}`.toLowerCase()
    if (!wanted.every((word) => text.includes(word))) continue
    if (option.title.toLowerCase().startsWith(wanted[0] ?? '')) first.push(option)
    else found.push(option)
  }
  return [...first, ...found].slice(0, most)
}

/** Chooses one of many by typing a part of its name (WAI-ARIA combobox with a list, manual selection). */
export function Combobox({
  id,
  value,
  options,
  onChange,
  onType,
  describedBy,
  invalid = false,
  placeholder,
  label,
}: {
  readonly id?: string
  readonly value: string | undefined
  readonly options: readonly ComboOption[]
  readonly onChange: (value: string | undefined) => void
  /** Told what is typed, when the options come from a search. They are then shown as given. */
  readonly onType?: (text: string) => void
  readonly describedBy?: string | undefined
  readonly invalid?: boolean
  readonly placeholder?: string
  readonly label?: string
}): JSX.Element {
  const say = useSay()
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string>()
  const [at, setAt] = useState(0)
  const open = typed !== undefined
  const chosen = options.find((option) => option.value === value)
  const shown = open ? (onType ? options : matching(options, typed)) : []
  const pick = (option: ComboOption | undefined): void => {
    if (option) onChange(option.value)
    setTyped(undefined)
  }
  const type = (text: string): void => {
    setTyped(text)
    setAt(0)
    onType?.(text)
  }
  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) {
        type('')
        return
      }
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((at + step + shown.length) % Math.max(1, shown.length))
    } else if (event.key === 'Enter' && open && shown[at]) {
      event.preventDefault()
      pick(shown[at])
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      event.stopPropagation()
      setTyped(undefined)
    }
  }
  return (
    <span className={styles.combobox}>
      <input
        ref={input}
        id={id}
        role="combobox"
        maxLength={100}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && shown[at] ? `${list}-${at}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder ?? say({ zh: '输入几个字来查找', en: 'Type to find' })}
        value={
          typed ?? (chosen ? (chosen.detail ? `${chosen.detail} / ${chosen.title}` : chosen.title) : (value ?? ''))
        }
        onChange={(event) => type(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(undefined)}
        onKeyDown={keys}
      />
      <Icon name="down" size={1} />
      <div
        id={list}
        role="listbox"
        tabIndex={-1}
        aria-label={label ?? say({ zh: '可选项', en: 'Options' })}
        hidden={!open}
        className={styles.list}
      >
        {shown.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken by the input, as the combobox pattern asks
          <div
            key={option.value}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            <span>{option.title}</span>
            {option.detail ? <small>{option.detail}</small> : null}
          </div>
        ))}
        {shown.length === 0 ? (
          <div role="option" tabIndex={-1} aria-selected="false" aria-disabled="true" className={styles.none}>
            {say({ zh: '没有相符的', en: 'Nothing matches' })}
          </div>
        ) : null}
      </div>
    </span>
  )
}
