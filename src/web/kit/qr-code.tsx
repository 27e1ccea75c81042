import { type JSX, useEffect, useState } from 'react'

/** A QR code as a drawing (ISO/IEC 18004, level M), made on the device. `label` says where it leads. */
export function QrCode({
  text,
  label,
  size = 10,
}: {
  readonly text: string
  readonly label: string
  readonly size?: number
}): JSX.Element {
  const [path, setPath] = useState<{ readonly d: string; readonly cells: number }>()
  useEffect(() => {
    let here = true
    void import('qrcode').then(({ default: qrcode }) => {
      const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
      let d = ''
      for (let row = 0; row < modules.size; row += 1)
        for (let column = 0; column < modules.size; column += 1)
          if (modules.get(row, column)) d += `M${column} ${row}h1v1h-1z`
      if (here) setPath({ d, cells: modules.size })
    })
    return () => {
      here = false
    }
  }, [text])
  const cells = path?.cells ?? 25
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-2 -2 ${cells + 4} ${cells + 4}`}
      width={`${size}rem`}
      height={`${size}rem`}
      shapeRendering="crispEdges"
      style={{ background: '#fff' }}
    >
      {path ? <path d={path.d} fill="#000" /> : null}
    </svg>
  )
}
