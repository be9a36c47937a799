import { PaperClipOutlined } from "@ant-design/icons"
import { Button, Input, Segmented } from "antd"
import type { TextAreaRef } from "antd/es/input/TextArea"
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { FileChips } from "./FileChips"
import { MarkdownPreview } from "./MarkdownPreview"
import { picture, type PendingFile, toPending, withoutFile } from "./pending"

/** What the owner of an editor may do to it. */
export interface EditorHandle {
  focus: () => void
  insert: (text: string) => void // where the caret is
}

interface Props {
  id?: string
  value?: string
  onChange?: (text: string) => void
  files: PendingFile[]
  onFiles: (files: PendingFile[]) => void
  onRetryFile?: (file: PendingFile) => void
  label: string
  placeholder: string
  onSend?: () => void
  onCanned?: () => void // Control+/ anywhere, / where a line begins
  minRows?: number
  disabled?: boolean
  loading?: boolean // what was written before is not there yet
  toolbar?: ReactNode
  handle?: Ref<EditorHandle>
}

/** A field for Markdown with preview; files can be chosen, dropped or pasted, pictures stand in the text at once. */
export function MarkdownEditor({ id, value = "", onChange, files, onFiles, onRetryFile, label, placeholder: hint, onSend, onCanned, minRows = 4, disabled = false, loading = false, toolbar, handle }: Props) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<"write" | "preview">("write")
  const [dropping, setDropping] = useState(false)
  const area = useRef<TextAreaRef>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const caret = () => area.current?.resizableTextArea?.textArea.selectionStart ?? value.length
  useImperativeHandle(handle, () => ({
    focus: () => area.current?.focus(),
    insert: (text) => {
      const at = caret()
      onChange?.(value.slice(0, at) + text + value.slice(at))
      requestAnimationFrame(() => {
        area.current?.focus()
        area.current?.resizableTextArea?.textArea.setSelectionRange(at + text.length, at + text.length)
      })
    },
  }))

  const add = (chosen: readonly File[]) => {
    if (chosen.length === 0) return
    const added = toPending(chosen, files)
    onFiles([...files, ...added])
    const pictures = added.filter(({ preview }) => preview).map(picture).join("\n")
    if (pictures) onChange?.(insertAt(value, caret(), pictures))
  }
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    add([...event.clipboardData.files])
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    add([...event.dataTransfer.files])
  }
  const keys = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey
    if (event.key === "Enter" && command) onSend?.()
    else if (onCanned && !event.nativeEvent.isComposing && (command ? event.code === "Slash" : event.key === "/" && (caret() === 0 || value[caret() - 1] === "\n"))) {
      event.preventDefault()
      onCanned()
    }
  }
  const remove = (file: PendingFile) => {
    if (file.preview) URL.revokeObjectURL(file.preview)
    onFiles(files.filter(({ uuid }) => uuid !== file.uuid))
    onChange?.(withoutFile(value, file))
  }
  return (
    <div
      className={dropping ? "editor dropping" : "editor"}
      onDragOver={(event) => { event.preventDefault(); setDropping(true) }}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
    >
      {mode === "write" ? (
        <Input.TextArea
          id={id}
          ref={area}
          value={value}
          disabled={disabled}
          aria-busy={loading}
          onChange={(event) => onChange?.(event.target.value)}
          onPaste={paste}
          onKeyDown={keys}
          placeholder={hint}
          aria-label={label}
          autoSize={{ minRows, maxRows: 20 }}
          variant="borderless"
        />
      ) : <MarkdownPreview text={value} files={files} />}
      <FileChips files={files} onRemove={disabled ? undefined : remove} onRetry={disabled ? undefined : onRetryFile} />
      <div className="editor-bar">
        <Segmented<"write" | "preview">
          size="small"
          value={mode}
          onChange={setMode}
          options={[{ value: "write", label: t("ticket.write") }, { value: "preview", label: t("ticket.preview") }]}
        />
        <Button size="small" type="text" icon={<PaperClipOutlined aria-hidden />} disabled={disabled} onClick={() => chooser.current?.click()}>{t("ticket.attachFiles")}</Button>
        <input
          ref={chooser}
          type="file"
          multiple
          className="hidden-file"
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => { add([...(event.target.files ?? [])]); event.target.value = "" }}
        />
        <span className="grow" />
        {toolbar}
      </div>
    </div>
  )
}

function insertAt(text: string, at: number, inserted: string): string {
  const before = text.slice(0, at)
  const gap = before === "" || before.endsWith("\n") ? "" : "\n"
  return `${before}${gap}${inserted}\n${text.slice(at)}`
}
