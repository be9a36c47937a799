import type { ReactNode } from "react"

/** A titled part of the page's side. */
export function Block({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return <section className="panel block" aria-label={title}><div className="block-head"><h2>{title}</h2>{extra}</div>{children}</section>
}
