import { api, preferredLanguage } from './client.ts'
import { ApiProblem, NoConnection } from './problem.ts'

/** What the server knows of a stored file. `position` is where a photo says it was taken (WGS 84). */
export type StoredFile = {
  readonly id: string
  readonly kind: string
  readonly width?: number
  readonly height?: number
  readonly position?: readonly [number, number]
}

/** Where a stored file is shown from: a small picture, one that fills a screen, or the file itself. */
export function fileAddress(id: string, size?: 'thumb' | 'display', code?: string): string {
  const asked = new URLSearchParams({ ...(size && { size }), ...(code && { code }) })
  return asked.size > 0 ? `/api/files/${id}?${asked}` : `/api/files/${id}`
}

/**
 * Brings a file to the server, telling how far it is (0 to 1). Outside a page (in the service worker, which has no
 * XMLHttpRequest) it goes without telling.
 * @throws ApiProblem when it is refused; NoConnection
 */
export function uploadFile(file: Blob, name: string, onProgress?: (share: number) => void): Promise<StoredFile> {
  const body = new FormData()
  body.append('file', file, name)
  return typeof XMLHttpRequest === 'undefined' ? byFetch(body) : byRequest(body, onProgress)
}

const byFetch = (body: FormData): Promise<StoredFile> => api<StoredFile>('/api/files', { method: 'POST', body })

function byRequest(body: FormData, onProgress?: (share: number) => void): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/files')
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('accept-language', preferredLanguage())
    request.responseType = 'json'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response)
      else reject(new ApiProblem(request.status, request.response ?? {}))
    }
    request.onerror = () => reject(new NoConnection('upload'))
    request.ontimeout = () => reject(new NoConnection('timeout'))
    request.send(body)
  })
}
