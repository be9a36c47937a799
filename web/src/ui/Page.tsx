import { type ReactNode, useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"

// The first page of a visit leaves the focus where browsers begin, before the link that skips the navigation.
let arrived = false

/** A page with its title, which is the document's too and gets the focus when one page follows another. */
export function Page({ title, heading, actions, children, className = "" }: {
  title: string
  heading?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  const { t } = useTranslation()
  const headingRef = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t("common.product")}`
  }, [title, t])
  useEffect(() => {
    // A new page is announced by its heading, unless something in it asked for the focus.
    if (arrived && (document.activeElement === document.body || document.activeElement === null)) headingRef.current?.focus({ preventScroll: true })
    arrived = true
  }, [])
  return (
    <div className={`page ${className}`}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={headingRef}>{heading ?? title}</h1>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </div>
      {children}
    </div>
  )
}
