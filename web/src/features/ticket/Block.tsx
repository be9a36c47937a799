import type { ReactNode } from "react"

/** A titled part of the page's side. */
export function Block({ title, extra, className = "", children }: { title: string; extra?: ReactNode; className?: string; children: ReactNode }) {
  return <section className={`panel block ${className}`} aria-label={title}><div className="block-head"><h2>{title}</h2>{extra}</div>{children}</section>
}
