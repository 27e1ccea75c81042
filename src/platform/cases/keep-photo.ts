import { uuidv7 } from '../../kernel/codes/index.ts'
import { type Base, keepImage, type UploadedFile } from '../base/index.ts'
import type { CaseFiles, FileInfo } from './files.ts'

/** Largest photo, bytes. */
export const largestPhoto = 20 * 1024 * 1024

/**
 * Keeps a photo that is being uploaded: what came as evidence, what is shown re-encoded, without what the camera wrote.
 * @param by id of whoever uploads it
 * @throws base.notPhoto, base.tooLarge
 */
export async function keepPhoto(
  { base, files }: { readonly base: Base; readonly files: CaseFiles },
  upload: UploadedFile,
  by: string,
): Promise<FileInfo> {
  const image = await keepImage(base.files, await base.files.put(upload.stream, { limit: largestPhoto }))
  const { width, height, media, original, display, thumb } = image
  const info: FileInfo = {
    ...{ id: uuidv7(), name: upload.name.slice(0, 120), media, width, height, bytes: original.bytes },
    ...(image.position ? { position: [...image.position] as [number, number] } : {}), // a pair, copied
  }
  await files.keep({
    ...info,
    ...{ hash: original.hash, displayHash: display.hash, thumbHash: thumb.hash, madeBy: by },
  })
  return info
}
