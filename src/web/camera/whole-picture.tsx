import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { cameraKindFacts } from '../../kernel/camera/index.ts'
import { seeWhole, type ViewRequestRow } from '../api/camera.ts'
import { Button, Dialog, sayTime, Trouble, useSay } from '../kit/index.ts'
import styles from './camera.module.css'

/** Opens the whole picture by an approved request: each press is a view that is on record. */
export function WholePicture({ request }: { readonly request: ViewRequestRow }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [address, setAddress] = useState<string>()
  // The picture is in this page alone, and for as long as it is open.
  useEffect(() => {
    return () => {
      if (address) URL.revokeObjectURL(address)
    }
  }, [address])
  // When the time is over it is over, also for who still looks.
  useEffect(() => {
    if (!address || !request.endsAt) return
    const timer = setTimeout(() => setAddress(undefined), Math.max(0, Date.parse(request.endsAt) - Date.now()))
    return () => clearTimeout(timer)
  }, [address, request.endsAt])
  const open = useMutation({
    mutationFn: () => seeWhole(request.id),
    onSuccess: async (picture) => {
      setAddress(URL.createObjectURL(picture))
      await client.invalidateQueries({ queryKey: ['camera'] })
    },
  })
  return (
    <>
      <Button icon="eye" tone="primary" busy={open.isPending} onClick={() => open.mutate()}>
        {say(
          { zh: '查看原图（{until} 前有效）', en: 'See it in full (until {until})' },
          { until: request.endsAt ? sayTime(say, request.endsAt) : '' },
        )}
      </Button>
      {open.error ? <Trouble error={open.error} /> : null}
      <Dialog
        wide
        open={address !== undefined}
        title={say({ zh: '原图（已加水印并记录）', en: 'The whole picture, marked and on record' })}
        onClose={() => setAddress(undefined)}
      >
        {address ? (
          <img
            className={styles.whole}
            src={address}
            alt={say(
              {
                zh: '{kind}的原图，未遮蔽；水印为查看人、时间和查看编号',
                en: 'The whole picture of: {kind}. Not masked; who sees it, when and the number of the view stand across it',
              },
              { kind: say(cameraKindFacts[request.kind].title) },
            )}
          />
        ) : null}
      </Dialog>
    </>
  )
}
