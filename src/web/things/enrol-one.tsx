import { type JSX, useState } from 'react'
import { choice, officeField, type PlaceValue, place, text } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { ShownOnce } from '../admin/shown-once.tsx'
import { type Enrolled, enrolDevice, type Profile } from '../api/things.ts'
import { useSay } from '../kit/index.ts'
import { pathOfOffice } from './path-of-office.ts'

/** Enrols one device; its secret is shown once, or whoever holds its claim code takes it. */
export function EnrolOne({ profiles }: { readonly profiles: readonly Profile[] }): JSX.Element {
  const say = useSay()
  const [enrolled, setEnrolled] = useState<Enrolled>()
  const fields = {
    id: text(
      { zh: '编号', en: 'Id' },
      { hint: { zh: '字母、数字、_ . : -', en: 'Letters, digits, _ . : -' }, max: 64 },
    ),
    profile: choice({ zh: '型号', en: 'Kind' }, Object.fromEntries(profiles.map(({ name, title }) => [name, title]))),
    title: text({ zh: '名称', en: 'Name' }, { optional: true, max: 100 }),
    where: place({ zh: '位置', en: 'Place' }, { optional: true }),
    office: officeField({ zh: '谁负责', en: 'Who answers' }, { optional: true }),
    claim: text(
      { zh: '认领码', en: 'Claim code' },
      {
        optional: true,
        max: 100,
        hint: {
          zh: '印在设备上，安装的人凭它取得密钥；不填则现在生成密钥',
          en: 'On its plate: whoever installs it gets the secret by it. Without one a secret is made now',
        },
      },
    ),
  }
  return (
    <>
      <DialogForm<Enrolled>
        words={say({ zh: '登记一台', en: 'Enrol one' })}
        icon="plus"
        look="primary"
        size="m"
        submit={say({ zh: '登记', en: 'Enrol' })}
        fields={fields}
        run={async ({ id, profile, title, where, office, claim }) => {
          const at = where as PlaceValue | undefined // a `place` field
          const path = typeof office === 'string' ? await pathOfOffice(office) : undefined
          return enrolDevice({
            id,
            profile,
            ...(typeof title === 'string' && { title: { zh: title, en: title } }),
            ...(at?.point && { point: { lng: at.point[0], lat: at.point[1] } }),
            ...(at?.division && { division: at.division }),
            ...(path && { path }),
            ...(typeof claim === 'string' && { claim }),
          })
        }}
        said={{ zh: '已登记', en: 'Enrolled' }}
        touches={[['things']]}
        onDone={setEnrolled}
      />
      <ShownOnce
        title={say({ zh: '设备密钥', en: 'Secret of the device' })}
        note={say({ zh: '只显示这一次，请现在写入设备。', en: 'Shown this once: put it into the device now.' })}
        text={enrolled?.secret}
        onClose={() => setEnrolled(undefined)}
      />
    </>
  )
}
