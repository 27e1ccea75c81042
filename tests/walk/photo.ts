import sharp from 'sharp'

/** A photo as a phone takes it: JPEG with the position where it was taken. `text` tells one from another. */
export async function makePhoto(text: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600">
    <rect width="800" height="600" fill="#31434a"/><circle cx="400" cy="220" r="120" fill="#d9c98b"/>
    <rect x="380" y="330" width="40" height="270" fill="#777"/><text x="40" y="560" font-size="40" fill="#fff">${text}</text></svg>`
  const buffer = await sharp(Buffer.from(picture))
    .withExif({
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '31/1 13/1 48/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '121/1 27/1 51/1',
      },
    })
    .jpeg()
    .toBuffer()
  return { name: `${text}.jpg`, mimeType: 'image/jpeg', buffer }
}
