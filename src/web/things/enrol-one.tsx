import { type JSX, useState } from 'react'
import { choice, officeField, type PlaceValue, place, text } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { ShownOnce } from '../admin/shown-once.tsx'
import { type Enrolled, enrolDevice, type Profile } from '../api/things.ts'
import { useSay } from '../kit/index.ts'
import { pathOfOffice } from './path-of-office.ts'

/** How a device shows that it is the one. */
const proofs = {
  secret: { zh: '现在生成的密钥', en: 'By a secret that is made now' },
  claim: { zh: '认领码', en: 'By a claim code' },
  certificate: { zh: '自己的证书', en: 'By a certificate of its own' },
}

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
    zh: text({ zh: '名称', en: 'Name in Chinese' }, { optional: true, max: 100 }),
    en: text({ zh: '英文名称', en: 'Name in English' }, { optional: true, max: 100 }),
    where: place({ zh: '位置', en: 'Place' }, { optional: true }),
    office: officeField({ zh: '谁负责', en: 'Who answers' }, { optional: true }),
    asset: text(
      { zh: '装在哪个设施上', en: 'On which asset' },
      { optional: true, max: 200, hint: { zh: '设施的实体编号', en: 'Id of its entity' } },
    ),
    parent: text(
      { zh: '经哪台网关上报', en: 'Through which gateway' },
      { optional: true, max: 64, hint: { zh: '网关的设备编号', en: 'Id of the gateway device' } },
    ),
    proof: choice({ zh: '凭什么接入', en: 'How it proves itself' }, proofs),
    certificate: text(
      { zh: '证书指纹', en: 'Fingerprint of its certificate' },
      {
        max: 120,
        when: 'proof = "certificate"',
        hint: { zh: 'SHA-256，64 位十六进制', en: 'SHA-256, 64 hexadecimal digits' },
      },
    ),
    claim: text(
      { zh: '认领码', en: 'Claim code' },
      {
        max: 100,
        when: 'proof = "claim"',
        hint: {
          zh: '印在设备上，至少 8 位；安装的人凭它取得密钥',
          en: 'On its plate, at least 8 signs: whoever installs it gets the secret by it',
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
        start={{ proof: 'secret' }}
        run={async ({ id, profile, zh, en, where, office, asset, parent, certificate, claim }) => {
          const at = where as PlaceValue | undefined // a `place` field
          const path = typeof office === 'string' ? await pathOfOffice(office) : undefined
          // One name serves in both languages.
          const names = [zh, en].filter((name) => typeof name === 'string')
          return enrolDevice({
            id,
            profile,
            ...(names.length > 0 && { title: { zh: names[0], en: names.at(-1) } }),
            ...(at?.point && { point: { lng: at.point[0], lat: at.point[1] } }),
            ...(at?.division && { division: at.division }),
            ...(path && { path }),
            ...(typeof asset === 'string' && { asset }),
            ...(typeof parent === 'string' && { parent }),
            ...(typeof certificate === 'string' && { certificate: certificate.replaceAll(/[\s:]/g, '').toLowerCase() }),
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
