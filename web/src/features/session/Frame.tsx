import { GlobalOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { type ReactNode, useEffect } from "react"
import { useTranslation } from "react-i18next"
import { Logo } from "../../app/Logo"
import { currentLanguage, switchLanguage } from "../../i18n"

/** The frame of the pages before sign-in. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  const other = currentLanguage() === "zh" ? "en" : "zh"
  useEffect(() => {
    document.title = `${title} · ${t("common.product")}`
  }, [title, t])
  return (
    <div className="gate">
      <aside className="gate-brand">
        <div className="gate-name"><Logo size={44} /><span>{t("common.product")}</span></div>
        <p>{t("session.pitch1")}</p>
        <p>{t("session.pitch2")}</p>
      </aside>
      <main className="gate-main">
        <Button className="gate-language" type="text" icon={<GlobalOutlined aria-hidden />} lang={other === "zh" ? "zh-CN" : "en"} onClick={() => switchLanguage(other)}>
          {other === "zh" ? "中文" : "English"}
        </Button>
        <div className="gate-form">
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </div>
  )
}
