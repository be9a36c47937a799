import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { http } from "../api/client"
import { Markdown } from "./Markdown"
import type { PendingFile } from "./pending"
import { Shown } from "./States"

// A picture that is not stored yet stands under an address of its own shape, so that the server's sanitiser keeps it.
const stand = (key: string) => `/api/v1/attachments/${key}`

/** The text as the server will show it: rendered by the server itself, with pictures that are not stored yet. */
export function MarkdownPreview({ text, files }: { text: string; files: readonly PendingFile[] }) {
  const { t } = useTranslation()
  const pictures = files.filter(({ preview }) => preview)
  const asked = pictures.reduce((body, { mark, key }) => body.replaceAll(`](${mark})`, `](${stand(key)})`), text)
  const query = useQuery({
    queryKey: ["preview", asked],
    queryFn: async () => (await http.POST("/api/v1/markdown", { body: { text: asked } })).data?.html ?? "",
    enabled: text.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (text.trim() === "") return <p className="preview quiet">{t("ticket.nothingToPreview")}</p>
  return (
    <div className="preview" aria-live="polite">
      <Shown query={query}>
        {(html) => <Markdown html={pictures.reduce((done, { key, preview }) => done.replaceAll(`src="${stand(key)}"`, `src="${preview}"`), html)} />}
      </Shown>
    </div>
  )
}
