import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useNavigate } from 'react-router'
import { integer } from '../../kernel/record/index.ts'
import { type Profile, sendCommands } from '../api/things.ts'
import { QuickForm } from '../kit/form/index.ts'
import { Button, Dialog, notify, Segments, useSay } from '../kit/index.ts'
import { useDesk } from '../shell/use-desk.ts'
import { formOf } from './device-commands.tsx'
import styles from './things.module.css'

/** Tells a group of devices of one kind to do something: those chosen, or all of the kind that one may command. */
export function GroupCommand({
  profile,
  chosen,
  all,
}: {
  readonly profile: Profile
  readonly chosen: readonly string[]
  /** How many of the kind there are. */
  readonly all: number
}): JSX.Element | null {
  const say = useSay()
  const desk = useDesk()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const commands = Object.entries(profile.commands)
  const [named, setNamed] = useState<string>()
  const [name, command] = commands.find(([one]) => one === named) ?? commands[0] ?? []
  const send = useMutation({
    mutationFn: ({ minutes, ...input }: Readonly<Record<string, unknown>>) =>
      sendCommands({
        ...(chosen.length > 0 ? { devices: chosen } : { group: { profile: profile.name } }),
        ...{ name: name ?? '', input },
        ...(typeof minutes === 'number' && { expiresAfter: minutes * 60 }),
      }),
  })
  if (!command || !name) return null
  const count = chosen.length > 0 ? chosen.length : all
  const whom = say.count(count, { zh: '{n} 台', en: { one: '{n} device', other: '{n} devices' } })
  return (
    <>
      <Button size="s" icon="sync" onClick={() => setOpen(true)}>
        {chosen.length > 0
          ? say({ zh: '下发给选中的', en: 'Tell those chosen' })
          : say({ zh: '下发给整个型号', en: 'Tell all of the kind' })}
      </Button>
      <Dialog
        title={say({ zh: '批量下发：{whom}', en: 'Tell {whom}' }, { whom })}
        open={open}
        onClose={() => setOpen(false)}
      >
        <div className={styles.stack}>
          {commands.length > 1 ? (
            <Segments
              label={say({ zh: '什么指令', en: 'Which command' })}
              value={name}
              onChange={setNamed}
              options={commands.map(([one, { title }]) => ({ value: one, words: say(title) }))}
            />
          ) : (
            <p>{say(command.title)}</p>
          )}
          <QuickForm
            key={name}
            fields={{
              ...formOf(command.fields),
              minutes: integer(
                { zh: '多少分钟内有效', en: 'Wanted for so many minutes' },
                {
                  min: 1,
                  max: 43_200,
                  hint: { zh: '到时还没送达就作废', en: 'What was not delivered by then is void' },
                },
              ),
            }}
            start={{ minutes: Math.max(1, Math.round(command.expiresAfter / 60)) }}
            submit={say({ zh: '下发给 {whom}', en: 'Tell {whom}' }, { whom })}
            run={(values) => send.mutateAsync(values)}
            onDone={({ batch, commands: sent }) => {
              setOpen(false)
              notify({ zh: `已下发给 ${sent.length} 台`, en: `${sent.length} devices are being told` })
              void queries.invalidateQueries({ queryKey: ['things', 'commands'] })
              void navigate(`${desk}/devices/commands/${batch}`)
            }}
            onCancel={() => setOpen(false)}
          />
        </div>
      </Dialog>
    </>
  )
}
