import { Form } from "antd"
import { useTranslation } from "react-i18next"
import type { Policy } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { word } from "../../../i18n/word"
import { SelectMany } from "../../../ui/SelectMany"
import { nameIn } from "../../../ui/names"
import { type Noun, PickCodes } from "../../../ui/pickers"
import { channels, conditions, kinds, type Place, places, priorities } from "./model"

const nouns: Record<Place, Noun> = { service: "services", category: "categories", customer: "customers", unit: "units", queue: "queues", group: "groups" }

/** Whom a policy is for; what is left empty does not matter. */
export function Conditions({ policy }: { policy: Policy | undefined }) {
  const { t } = useTranslation()
  const known = policy?.names ?? {}
  const plain = { priority: priorities.map((value) => ({ value, label: `P${value} ${word(t, "priority", value)}` })), kind: wordsOf("kind", kinds), channel: wordsOf("channel", channels) }
  function wordsOf(book: "kind" | "channel", values: readonly string[]) {
    return values.map((value) => ({ value, label: word(t, book, value) }))
  }
  return (
    <div className="two">
      {conditions.map((name) => {
        const label = t(`field.${name}`)
        return (
          <Form.Item key={name} name={["conditions", name]} label={label}>
            {isPlace(name)
              ? <PickCodes of={nouns[name]} label={label} known={known[name] ?? []} placeholder={t("policies.any")} />
              : <SelectMany<unknown> aria-label={label} placeholder={t("policies.any")} options={plain[name]} optionFilterProp="label" />}
          </Form.Item>
        )
      })}
    </div>
  )
}

const isPlace = (name: string): name is Place => (places as readonly string[]).includes(name)

/** The conditions of a policy in words. */
export function ConditionWords({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const said = (name: (typeof conditions)[number], value: string | number) => {
    if (name === "priority") return `P${value}`
    if (name === "kind" || name === "channel") return word(t, name, value)
    const thing = policy.names[name]?.find(({ code }) => code === value)
    return thing ? nameIn(thing, language) : String(value)
  }
  const set = conditions.filter((name) => (policy.conditions[name]?.length ?? 0) > 0)
  if (set.length === 0) return <span className="quiet">{t("policies.everything")}</span>
  return (
    <ul className="conditions">
      {set.map((name) => (
        <li key={name}><span className="quiet">{t(`field.${name}`)}</span> {(policy.conditions[name] ?? []).map((value) => said(name, value)).join(t("policies.or"))}</li>
      ))}
    </ul>
  )
}
