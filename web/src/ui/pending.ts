import { newKey } from "../api/client"

/** A file that was chosen, dropped or pasted and waits to be sent with the text around it. */
export interface PendingFile {
  mark: string // how the text refers to it: attachment:1
  key: string // sent again, it is stored once
  file: File
  preview: string | undefined // an object URL of a picture
  percent?: number
  error?: string
  url?: string // once it is stored
  id?: number
}

/** Makes files ready to be sent. Pasted screenshots all have one name, so they are numbered. */
export function toPending(files: readonly File[], already: readonly PendingFile[]): PendingFile[] {
  const highest = Math.max(0, ...already.map(({ mark }) => Number(mark.split(":")[1])))
  return files.map((file, index) => {
    const number = highest + index + 1
    const pasted = /^image\.\w+$/.test(file.name)
    const named = pasted ? new File([file], `screenshot-${number}.${file.name.split(".")[1]}`, { type: file.type }) : file
    return { mark: `attachment:${number}`, key: newKey(), file: named, preview: file.type.startsWith("image/") ? URL.createObjectURL(file) : undefined }
  })
}

/** How a picture stands in the text until it is sent. */
export const placeholder = ({ file, mark }: PendingFile) => `![${file.name.replace(/[[\]]/g, "")}](${mark})`

/** The text with the addresses of stored files in place of their marks. */
export function withAddresses(text: string, files: readonly PendingFile[]): string {
  return files.reduce((body, { mark, url }) => (url ? body.replaceAll(`](${mark})`, `](${url})`) : body), text)
}

/** The text with the names of pictures in place of their marks: what is stored before the files are. */
export function withNames(text: string, files: readonly PendingFile[]): string {
  return files.reduce((body, { mark, file }) => body.replace(new RegExp(`!\\[[^\\]]*\\]\\(${mark}\\)`, "g"), `[${file.name}]`), text)
}

/** The text without the pictures of a removed file. */
export const withoutFile = (text: string, { mark }: PendingFile) =>
  text.replace(new RegExp(`!\\[[^\\]]*\\]\\(${mark}\\)\\n?`, "g"), "")
