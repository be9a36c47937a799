import { PlusOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { hours } from "../../time/format"
import { Name } from "../../ui/Person"
import { Nothing, Shown } from "../../ui/States"
import { InternalTag } from "../../ui/Tags"
import { When } from "../../ui/When"
import { ActForm } from "./ActForm"
import { offered } from "./acts"
import { useWorkLog } from "./data"

/** The time spent on a ticket, with its sum. */
export function WorkLog({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const query = useWorkLog(ticket.number)
  const offer = offered(ticket.acts, "log_work")
  return (
    <>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing small title={t("ticket.noWork")} /> : (
          <ul className="work-log">
            {items.map((entry) => (
              <li key={entry.id}>
                <b className="num">{hours(entry.minutes)}</b>
                <div>
                  <div>{entry.note}</div>
                  <div className="quiet small"><Name of={entry.user} /> · <When at={entry.at} as="short" /> {entry.internal ? <InternalTag /> : null}</div>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {offer ? <Button size="small" type="link" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t("ticket.logWork")}</Button> : null}
      {offer && adding ? <ActForm ticket={ticket} offer={offer} onClose={() => setAdding(false)} onDone={() => setAdding(false)} /> : null}
    </>
  )
}
