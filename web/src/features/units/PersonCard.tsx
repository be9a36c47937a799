import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { User } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { Avatar, Name } from "../../ui/Person"
import { Fact } from "../ticket/Facts"
import { Dialog } from "../../ui/Dialog"

/** Who a person is and how to reach them. */
export function PersonCard({ person, onClose }: { person: User; onClose: () => void }) {
  const { t } = useTranslation()
  const name = nameIn(person, currentLanguage())
  return (
    <Dialog onCancel={onClose} footer={null} width={420} title={<span className="card-title"><Avatar name={name} size={36} />{name}</span>}>
      <dl className="facts">
        {person.title ? <Fact label={t("users.jobTitle")}>{person.title}</Fact> : null}
        <Fact label={t("users.login")}>{person.login}</Fact>
        {person.email ? <Fact label={t("profile.email")}><a href={`mailto:${person.email}`}>{person.email}</a></Fact> : null}
        {person.phone ? <Fact label={t("profile.phone")}><a href={`tel:${person.phone}`}>{person.phone}</a></Fact> : null}
        {person.unit ? <Fact label={t("users.unit")}><Name of={person.unit} /></Fact> : null}
        {person.customer ? <Fact label={t("users.customer")}><Name of={person.customer} /></Fact> : null}
        <Fact label={t("users.roles")}>{(person.roles ?? []).map((role) => word(t, "role", role)).join(", ") || t("common.none")}</Fact>
        <Fact label={t("users.groups")}>{(person.groups ?? []).map((group) => nameIn(group, currentLanguage())).join(", ") || t("common.none")}</Fact>
        <Fact label={t("profile.zone")}>{person.zone}</Fact>
      </dl>
      <p className="card-links">
        <Link to="/desk" search={{ view: "open", assignee: String(person.id) }} onClick={onClose}>{t("units.tickets", { name })}</Link>
        <Link to="/raise" search={{ requester: String(person.id) }} onClick={onClose}>{t("desk.raiseTitle")}</Link>
      </p>
    </Dialog>
  )
}
