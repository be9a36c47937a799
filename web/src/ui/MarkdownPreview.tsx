import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { http } from "../api/client"
import { Markdown } from "./Markdown"
import { addressOf, type PendingFile } from "./pending"
import { Shown } from "./States"

/** The text as the server will show it: rendered by the server itself, with pictures that are not stored yet. */
export function MarkdownPreview({ text, files }: { text: string; files: readonly PendingFile[] }) {
  const { t } = useTranslation()
  const pictures = files.filter(({ preview }) => preview) // they may not be stored yet
  const query = useQuery({
    queryKey: ["preview", text],
    queryFn: async () => (await http.POST("/api/v1/markdown", { body: { text } })).data?.html ?? "",
    enabled: text.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (text.trim() === "") return <p className="preview quiet">{t("ticket.nothingToPreview")}</p>
  return (
    <div className="preview" aria-live="polite">
      <Shown query={query}>
        {(html) => <Markdown html={pictures.reduce((done, file) => done.replaceAll(`src="${addressOf(file)}"`, `src="${file.preview}"`), html)} />}
      </Shown>
    </div>
  )
}
