import { useQueryClient } from "@tanstack/react-query"
import { Alert, App, Button, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import { word } from "../../i18n/word"
import { Shown } from "../../ui/States"

interface Cell {
  impact: number
  urgency: number
  priority: number
}

const levels = [1, 2, 3]
const priorities = [1, 2, 3, 4, 5]

/** The editor of the priority matrix. */
export default function Matrix() {
  const query = api.useQuery("get", "/api/v1/priority-matrix")
  return <Shown query={query}>{({ rows }) => <Editor key={JSON.stringify(rows)} saved={rows} />}</Shown>
}

function Editor({ saved }: { saved: Cell[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [cells, setCells] = useState(saved)
  const save = api.useMutation("put", "/api/v1/priority-matrix", {
    onSuccess: (answer) => {
      client.setQueryData(api.queryOptions("get", "/api/v1/priority-matrix").queryKey, answer)
      void message.success(t("admin.matrixSaved"))
    },
  })
  const at = (impact: number, urgency: number) => cells.find((cell) => cell.impact === impact && cell.urgency === urgency)?.priority
  const set = (impact: number, urgency: number, priority: number) =>
    setCells(cells.map((cell) => (cell.impact === impact && cell.urgency === urgency ? { ...cell, priority } : cell)))
  const changed = cells.some((cell, index) => cell.priority !== saved[index]?.priority)
  return (
    <section className="panel padded">
      <p className="quiet page-text no-lift">{t("admin.matrixText")}</p>
      {save.error ? <Alert type="error" showIcon title={asProblem(save.error).message} role="alert" className="form-alert" /> : null}
      <div className="table-box">
        <table className="matrix">
          <thead>
            <tr>
              <td />
              {levels.map((urgency) => <th key={urgency} scope="col"><span className="quiet small">{t("field.urgency")}</span><br />{word(t, "level", urgency)}<br /><span className="quiet small">{word(t, "urgency", urgency)}</span></th>)}
            </tr>
          </thead>
          <tbody>
            {levels.map((impact) => (
              <tr key={impact}>
                <th scope="row"><span className="quiet small">{t("field.impact")}</span><br />{word(t, "level", impact)}<br /><span className="quiet small">{word(t, "impact", impact)}</span></th>
                {levels.map((urgency) => (
                  <td key={urgency}>
                    <Select
                      aria-label={t("admin.matrixCell", { impact, urgency })}
                      value={at(impact, urgency) ?? null}
                      onChange={(priority) => { if (priority) set(impact, urgency, priority) }}
                      className={`priority-select p${at(impact, urgency)}`}
                      options={priorities.map((value) => ({ value, label: `P${value} ${word(t, "priority", value)}` }))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button type="primary" disabled={!changed} loading={save.isPending} onClick={() => save.mutate({ body: { rows: cells } })}>{t("common.save")}</Button>
    </section>
  )
}
