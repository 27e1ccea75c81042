import { preferredLanguage } from './client.ts'
import { ApiProblem, NoConnection } from './problem.ts'

/** Sends a form with a file, telling how far it is (0 to 1), and gives the JSON of the answer. @throws ApiProblem, NoConnection */
export function sendForm<T>(path: string, body: FormData, onProgress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('accept-language', preferredLanguage())
    request.responseType = 'json'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response)
      else reject(new ApiProblem(request.status, request.response ?? {}))
    }
    request.onerror = () => reject(new NoConnection('upload'))
    request.send(body)
  })
}
