import { Form } from "antd"
import { useTranslation } from "react-i18next"
import { PriorityTag } from "../../../ui/Tags"
import { Length } from "./Length"
import { priorities, promised } from "./model"

/** What is promised at each priority. */
export function Targets() {
  const { t } = useTranslation()
  return (
    <table className="targets">
      <thead><tr><th scope="col">{t("field.priority")}</th>{promised.map((kind) => <th key={kind} scope="col">{t(`policies.kinds.${kind}`)}</th>)}</tr></thead>
      <tbody>
        {priorities.map((priority) => (
          <tr key={priority}>
            <th scope="row"><PriorityTag priority={priority} /></th>
            {promised.map((kind) => (
              <td key={kind} data-label={t(`policies.kinds.${kind}`)}>
                <LengthItem name={["targets", priority - 1, kind]} label={`P${priority} ${t(`policies.kinds.${kind}`)}`} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A field for a length; what cannot be read is said at once. */
export function LengthItem({ name, label, required = false }: { name: (string | number)[]; label: string; required?: boolean }) {
  const { t } = useTranslation()
  const readable = (_: unknown, value: number | null) => {
    if (Number.isNaN(value)) return Promise.reject(new Error(t("policies.unreadable")))
    return required && value === null ? Promise.reject(new Error(t("common.required"))) : Promise.resolve()
  }
  return <Form.Item name={name} rules={[{ validator: readable }]} className="tight"><Length label={label} /></Form.Item>
}
