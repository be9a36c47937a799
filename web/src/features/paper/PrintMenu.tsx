import { PrinterOutlined } from "@ant-design/icons"
import { Button, Dropdown } from "antd"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../i18n"

/** Prints a record: as a page of its own that the browser prints, or as PDF. */
export function PrintMenu({ number }: { number: string }) {
  const { t } = useTranslation()
  const at = (format: "html" | "pdf") => `/api/v1/records/${encodeURIComponent(number)}/print?format=${format}&language=${currentLanguage()}`
  return (
    <Dropdown
      autoFocus
      trigger={["click"]}
      menu={{
        items: [
          { key: "html", label: t("paper.page"), onClick: () => void window.open(at("html"), "_blank", "noopener") },
          { key: "pdf", label: t("paper.pdfOne"), onClick: () => void window.open(at("pdf"), "_blank", "noopener") },
        ],
      }}
    >
      <Button icon={<PrinterOutlined aria-hidden />}>{t("common.print")}</Button>
    </Dropdown>
  )
}
