import { type JSX, useState } from 'react'
import { text } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { ShownOnce } from '../admin/shown-once.tsx'
import { claimDevice } from '../api/things.ts'
import { useSay } from '../kit/index.ts'

/** Takes a device into use by the code on its plate, for whoever installs it; its secret is shown once. */
export function ClaimOne(): JSX.Element {
  const say = useSay()
  const [claimed, setClaimed] = useState<{ readonly id: string; readonly secret: string }>()
  return (
    <>
      <DialogForm<{ readonly id: string; readonly secret: string }>
        words={say({ zh: '凭认领码启用', en: 'Claim one' })}
        size="m"
        submit={say({ zh: '启用', en: 'Claim' })}
        fields={{
          code: text(
            { zh: '认领码', en: 'Claim code' },
            {
              min: 8,
              max: 100,
              hint: { zh: '印在设备铭牌上，只能用一次', en: 'On the plate of the device; it works once' },
            },
          ),
        }}
        run={({ code }) => claimDevice(String(code))}
        said={{ zh: '已启用', en: 'Claimed' }}
        touches={[['things']]}
        onDone={setClaimed}
      />
      <ShownOnce
        title={say({ zh: '设备 {id} 的密钥', en: 'Secret of the device {id}' }, { id: claimed?.id ?? '' })}
        note={say({ zh: '只显示这一次，请现在写入设备。', en: 'Shown this once: put it into the device now.' })}
        text={claimed?.secret}
        onClose={() => setClaimed(undefined)}
      />
    </>
  )
}
