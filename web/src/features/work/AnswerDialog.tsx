import { Form, Input } from "antd"
import { useTranslation } from "react-i18next"
import type { WorkItem } from "../../api/types"
import { Dialog } from "../../ui/Dialog"
import { type Answer, actOf, byVerb, needsWords } from "./answers"
import { answerWord, askedFor } from "./words"

interface Props {
  items: WorkItem[]
  answer: Answer
  onClose: () => void
  onAnswer: (items: WorkItem[], comment: string) => void
}

const shown = 4 // names of the first few say what it is about

/** Asks for the words of an answer: one comment for all of the items. */
export function AnswerDialog({ items, answer, onClose, onAnswer }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ comment?: string }>()
  const { verbs, rest } = byVerb(items, answer)
  const answered = [...verbs.values()].flat()
  const verb = [...verbs.values()].flatMap(([first]) => (first ? [answerWord(t, first, answer)] : [])).join(" / ")
  const required = answered.some((item) => { const offer = actOf(item, answer); return offer !== undefined && needsWords(offer) })
  const [only] = answered
  const label = answered.length === 1 ? t("inbox.commentFor") : t("inbox.comment")
  return (
    <Dialog
      title={answered.length === 1 && only ? `${verb} · ${only.record.number}` : t("inbox.title", { verb, count: answered.length })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={verb}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: answer === "no" }}
    >
      <ul className="answer-items quiet small">
        {answered.slice(0, shown).map((item) => <li key={item.id}><span className="num">{item.record.number}</span> {item.record.title} · {askedFor(t, item)}</li>)}
        {answered.length > shown ? <li>{t("plan.more", { count: answered.length - shown })}</li> : null}
      </ul>
      {rest.length > 0 ? <p className="small">{t("inbox.some", { count: rest.length })}</p> : null}
      <Form form={form} layout="vertical" onFinish={({ comment }) => onAnswer(answered, comment?.trim() ?? "")} onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit() }}>
        <Form.Item name="comment" label={label} rules={required ? [{ required: true, whitespace: true, message: t("inbox.why") }] : []}>
          <Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 10 }} maxLength={50_000} />
        </Form.Item>
      </Form>
    </Dialog>
  )
}
