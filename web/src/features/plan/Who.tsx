import { TeamOutlined } from "@ant-design/icons"
import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import type { PlanItem } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { Avatar } from "../../ui/Person"

type Owner = Pick<PlanItem, "person" | "group" | "role">

/** Whose an item is, in words: a person, or everybody of a pool. */
export function ownerName(t: TFunction, { person, group, role }: Owner): string {
  if (person) return nameIn(person, currentLanguage())
  if (group) return t("plan.pool", { name: nameIn(group, currentLanguage()) })
  return t("plan.poolRole", { role: word(t, "role", role) })
}

/** The same with "you" for the viewer. */
export function Owner({ of }: { of: Owner }) {
  const { t } = useTranslation()
  const me = useMe()
  return <>{of.person?.id === me.id ? `${nameIn(of.person, currentLanguage())} (${t("plan.you")})` : ownerName(t, of)}</>
}

/** A round sign of whose an item is. */
export function OwnerSign({ of, size = 28 }: { of: Owner; size?: number }) {
  const { t } = useTranslation()
  if (of.person) return <Avatar name={nameIn(of.person, currentLanguage())} size={size} />
  return <span className="avatar pool-sign" title={ownerName(t, of)} style={{ width: size, height: size, fontSize: size * 0.5 }}><TeamOutlined aria-hidden /></span>
}
