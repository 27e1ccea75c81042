import type { JSX } from 'react'
import { text } from '../../kernel/record/index.ts'
import { FieldView } from '../kit/form/index.ts'

const field = text(
  { zh: '新密码', en: 'New password' },
  {
    hint: {
      zh: '至少 10 个字符，不要用姓名、用户名或常见密码；几个不相干的词最好记',
      en: 'At least 10 characters, not your name or a common password; a few unrelated words are easiest to keep',
    },
  },
)

/** The field for a new password; password managers know it as such. */
export function NewPassword({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}): JSX.Element {
  return (
    <FieldView
      name="new-password"
      field={field}
      value={value}
      onChange={(typed) => onChange(String(typed ?? ''))}
      as={{ type: 'password', autoComplete: 'new-password', width: '26rem' }}
    />
  )
}
