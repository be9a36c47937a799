import { DeploymentUnitOutlined, EditOutlined, EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons"
import { useNavigate } from "@tanstack/react-router"
import { Button, Tabs } from "antd"
import { useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Ticket } from "../../api/types"
import { hours } from "../../time/format"
import { onKeys } from "../../ui/keys"
import { Page } from "../../ui/Page"
import { FormPanel } from "../form/FormPanel"
import { PrintMenu } from "../paper/PrintMenu"
import { PlanMine } from "../plan/PlanMine"
import { PlanPanel } from "../plan/PlanPanel"
import { Receipts } from "../plan/Receipts"
import { RatingPanel } from "../rating/RatingPanel"
import { ActBar } from "./ActBar"
import { offered } from "./acts"
import { Block } from "./Block"
import { Clocks } from "./clocks/Clocks"
import { Composer } from "./Composer"
import { Conversation } from "./Conversation"
import { useRefresh } from "./data"
import { Description, Solution } from "./Description"
import { EditDetails } from "./EditDetails"
import { Classification, Instants, People } from "./Facts"
import { Files } from "./Files"
import { Heading, Standing } from "./Header"
import { Links } from "./Links"
import { Timeline } from "./Timeline"
import { AlsoHere } from "./Presence"
import { Waiting } from "./Waiting"
import { WorkLog } from "./WorkLog"

/** Everything about a ticket on one page, for those who work on it. */
export function DeskTicket({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  useEffect(() => onKeys({ u: () => void navigate({ to: "/desk", search: {} }) }), [navigate])
  return (
    <Page title={`${ticket.number} ${ticket.title}`} heading={<Heading ticket={ticket} />} actions={<Tools ticket={ticket} />} className="ticket">
      <Standing ticket={ticket} />
      <AlsoHere />
      <Waiting ticket={ticket} />
      {ticket.plan ? <PlanMine ticket={ticket} plan={ticket.plan} /> : null}
      <ActBar ticket={ticket} />
      <div className="ticket-columns">
        <div className="ticket-main">
          <Description ticket={ticket} />
          <FormPanel ticket={ticket} />
          <Solution ticket={ticket} />
          {ticket.plan ? <PlanPanel ticket={ticket} plan={ticket.plan} /> : null}
          <RatingPanel ticket={ticket} />
          <Tabs
            className="panel padded story"
            items={[
              { key: "conversation", label: t("ticket.conversation"), children: <><Conversation number={ticket.number} /><Composer ticket={ticket} /></> },
              { key: "timeline", label: t("ticket.timeline"), children: <Timeline number={ticket.number} plan={ticket.plan} /> },
            ]}
          />
        </div>
        <aside className="ticket-side">
          <Clocks ticket={ticket} />
          <Block title={t("ticket.people")}><People ticket={ticket} /></Block>
          <Block title={t("ticket.facts")} extra={<Edit ticket={ticket} />}><Classification ticket={ticket} /></Block>
          <Block title={t("ticket.times")}><Instants ticket={ticket} /></Block>
          <Block title={t("ticket.workLog")} extra={ticket.minutes > 0 ? <span className="quiet small">{t("ticket.workSum", { sum: hours(ticket.minutes) })}</span> : null}><WorkLog ticket={ticket} /></Block>
          <Block title={t("ticket.attachments")}><Files ticket={ticket} /></Block>
          <Block title={t("ticket.links")}><Links ticket={ticket} /></Block>
          {ticket.plan ? <Receipts number={ticket.number} /> : null}
        </aside>
      </div>
    </Page>
  )
}

function Edit({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!offered(ticket.acts, "classify")) return null // the details are edited by whoever may classify
  return (
    <>
      <Button size="small" type="text" icon={<EditOutlined aria-hidden />} onClick={() => setOpen(true)}>{t("common.edit")}</Button>
      {open ? <EditDetails ticket={ticket} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Tools({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  return (
    <>
      <Watch ticket={ticket} />
      {ticket.temporal?.url ? (
        <Button icon={<DeploymentUnitOutlined aria-hidden />} href={ticket.temporal.url} target="_blank" rel="noreferrer" title={ticket.temporal.workflow_id}>{t("ticket.temporal")}</Button>
      ) : null}
      <PrintMenu number={ticket.number} />
    </>
  )
}

/** Watches the ticket, or no longer. */
export function Watch({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const refresh = useRefresh(ticket.number)
  const watch = api.useMutation("put", "/api/v1/records/{number}/watching", { onSuccess: (answer) => void refresh(answer) })
  return (
    <Button
      icon={ticket.watching ? <EyeOutlined aria-hidden /> : <EyeInvisibleOutlined aria-hidden />}
      aria-pressed={ticket.watching}
      loading={watch.isPending}
      onClick={() => watch.mutate({ params: { path: { number: ticket.number } }, body: { watching: !ticket.watching } })}
    >
      {ticket.watching ? t("ticket.watching") : t("ticket.watch")}
    </Button>
  )
}
