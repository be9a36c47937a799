import { newUuid } from "./uuid"

/** A file of what is being written: of this window, or kept on the server already. */
export interface PendingFile {
  uuid: string // under which it will be stored: the text refers to it from the beginning
  name: string
  size: number
  type: string
  file?: File // of this window
  preview?: string // an object URL of a picture
  percent?: number | undefined
  error?: string | undefined
  stored?: boolean
}

/** Makes files ready to be sent. Pasted screenshots all have one name, so they are numbered. */
export function toPending(files: readonly File[], already: readonly PendingFile[]): PendingFile[] {
  const highest = Math.max(0, already.length, ...already.map(({ name }) => Number(/^screenshot-(\d+)\./.exec(name)?.[1] ?? 0)))
  return files.map((file, index): PendingFile => {
    const name = /^image\.\w+$/.test(file.name) ? `screenshot-${highest + index + 1}.${file.name.split(".")[1]}` : file.name
    return pendingOf(newUuid(), name, file)
  })
}

/** A file of this window under its id and name. */
export const pendingOf = (uuid: string, name: string, file: File): PendingFile =>
  ({ uuid, name, size: file.size, type: file.type, file, ...(file.type.startsWith("image/") ? { preview: URL.createObjectURL(file) } : {}) })

/** Where a file's content is, once it is stored. */
export const addressOf = ({ uuid }: Pick<PendingFile, "uuid">) => `/api/v1/attachments/${uuid}`

const plain = (name: string) => name.replace(/[[\]]/g, "")

/** How a picture stands in the text. */
export const picture = (file: PendingFile) => `![${plain(file.name)}](${addressOf(file)})`

/** The text without the pictures of a removed file. */
export const withoutFile = (text: string, file: PendingFile) => text.replace(new RegExp(`!\\[[^\\]]*\\]\\(${addressOf(file)}\\)\\n?`, "g"), "")

/** What is said where there are only files: their names, as links. */
export const filesAsText = (files: readonly PendingFile[]) => files.map((file) => `[${plain(file.name)}](${addressOf(file)})`).join("\n")
