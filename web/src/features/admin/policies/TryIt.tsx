import { CheckCircleFilled, MinusCircleOutlined } from "@ant-design/icons"
import { Alert, Input } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import type { PolicyChoice } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import { promised, sayLength } from "./model"

/** Which policy applies to a ticket, and why. */
export function TryIt() {
  const { t } = useTranslation()
  const choose = api.useMutation("post", "/api/v1/policies/choose")
  const ask = (typed: string) => {
    const record = typed.trim().toUpperCase()
    if (record) choose.mutate({ body: { record } })
  }
  return (
    <section className="panel padded try-it">
      <h2>{t("policies.try")}</h2>
      <p className="quiet small">{t("policies.tryText")}</p>
      <Input.Search aria-label={t("field.to")} placeholder="INC-000001" maxLength={40} enterButton={t("policies.tryButton")} loading={choose.isPending} onSearch={ask} />
      {choose.error ? <Alert type="error" showIcon role="alert" title={asProblem(choose.error).message} /> : null}
      {choose.data ? <Answer record={choose.variables.body.record ?? ""} choice={choose.data} /> : null}
    </section>
  )
}

function Answer({ record, choice }: { record: string; choice: PolicyChoice }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const { policy, calendar, tried } = choice
  const targets = promised.flatMap((kind) => {
    const length = choice.promised?.[kind]
    return length ? [`${t(`policies.kinds.${kind}`)} ${sayLength(length, language)}`] : []
  })
  return (
    <div role="status" className="answer">
      <p><b>{policy ? t("policies.applies", { record, policy: nameIn(policy, language) }) : t("policies.noneApplies", { record })}</b></p>
      {policy ? <p>{targets.join(" · ") || t("policies.nothingPromised")}</p> : null}
      {policy && targets.length > 0 ? <p className="quiet small">{calendar ? t("policies.countsBy", { calendar: nameIn(calendar, language) }) : t("policies.countsPlain")}</p> : null}
      <ol>
        {tried.map((one) => (
          <li key={one.id} className={one.matched ? "matched" : ""}>
            {one.matched ? <CheckCircleFilled aria-hidden /> : <MinusCircleOutlined aria-hidden />}
            <span><b>{nameIn(one, language)}</b> {one.text}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
