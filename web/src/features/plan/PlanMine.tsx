import { DownOutlined } from "@ant-design/icons"
import { Alert, App, Button, Dropdown, Input } from "antd"
import { useId, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { Plan, PlanOffer, Ticket } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { usePlanAct } from "./act"
import { ItemDue } from "./ItemDue"
import { type Mine, minesOf, returnOf, stepName, textIn } from "./model"
import { PlanForm } from "./PlanForm"
import { ownerName } from "./Who"
import { verbWord } from "./words"

const forward = new Set(["approve", "complete"])
const against = new Set(["reject", "fail"])
const atOnce = new Set(["claim", "release"])

/** What waits on the viewer, with what they may do about it. */
export function PlanMine({ ticket, plan, onEdit }: { ticket: Ticket; plan: Plan; onEdit?: (() => void) | undefined }) {
  const mines = minesOf(plan)
  if (mines.length === 0) return null
  return <div className="plan-mines">{mines.map((mine) => <Box key={mine.item.item} ticket={ticket} plan={plan} mine={mine} onEdit={onEdit} />)}</div>
}

function Box({ ticket, plan, mine, onEdit }: { ticket: Ticket; plan: Plan; mine: Mine; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const words = useRef<HTMLTextAreaElement>(null)
  const [comment, setComment] = useState("")
  const [missing, setMissing] = useState(false)
  const [refused, setRefused] = useState("")
  const [open, setOpen] = useState<PlanOffer>()
  const [key, setKey] = useState(newKey)
  const { send, pending, verb } = usePlanAct(ticket)
  const { item, step, offers } = mine
  const needed = (offer: PlanOffer) => offer.fields.some(({ name, required }) => name === "comment" && required)
  const word = (offer: PlanOffer) => verbWord(t, offer, step, item)

  const go = async (offer: PlanOffer) => {
    setRefused("")
    if (needed(offer) && !comment.trim()) {
      setMissing(true)
      words.current?.focus()
      words.current?.scrollIntoView({ block: "center" })
      return
    }
    try {
      await send(offer, atOnce.has(offer.verb) ? {} : { comment }, key)
      setComment("")
      void message.success(t("plan.done", { verb: word(offer) }))
    } catch (error) {
      const problem = asProblem(error)
      if (problem.status !== 409) setRefused(problem.message)
    } finally {
      setKey(newKey())
    }
  }
  const main = offers.filter((offer) => forward.has(offer.verb) || against.has(offer.verb) || atOnce.has(offer.verb))
  const more = offers.filter((offer) => !main.includes(offer) && offer.verb !== "remove")
  const ask = textIn(step.ask, currentLanguage())
  return (
    <section className="plan-mine" aria-labelledby={id}>
      <h2 id={id}><Title mine={mine} />{": "}{stepName(plan, step.id, currentLanguage())}</h2>
      {ask ? <p className="plain">{ask}</p> : null}
      {item.adviser ? <p className="quiet">{t("plan.mine.adviser")}</p> : null}
      {step.kind === "submit" ? <p className="quiet">{t("plan.mine.returned")}</p> : null}
      <Returned plan={plan} mine={mine} />
      <ItemDue item={item} kind={step.kind} />
      {refused ? <Alert type="error" showIcon title={refused} role="alert" className="form-alert" /> : null}
      <div className={missing ? "plan-words missing" : "plan-words"}>
        <Input.TextArea
          ref={(area) => { words.current = area?.resizableTextArea?.textArea ?? null }}
          value={comment}
          onChange={({ target }) => { setComment(target.value); setMissing(false) }}
          aria-label={t("plan.mine.comment")}
          aria-invalid={missing}
          aria-describedby={missing ? `${id}-why` : undefined}
          status={missing ? "error" : ""}
          placeholder={t(step.kind === "approval" ? "plan.mine.commentPlaceholder" : step.kind === "task" ? "plan.mine.commentTask" : "plan.mine.comment")}
          autoSize={{ minRows: 2, maxRows: 8 }}
        />
        {missing ? <p id={`${id}-why`} role="alert" className="late small">{t("plan.mine.why")}</p> : null}
      </div>
      <div className="plan-buttons">
        {main.map((offer) => (
          <Button
            key={offer.verb}
            type={forward.has(offer.verb) ? "primary" : "default"}
            danger={against.has(offer.verb)}
            className={atOnce.has(offer.verb) ? "" : "plan-answer"}
            disabled={pending}
            loading={pending && verb === offer.verb}
            onClick={() => void go(offer)}
          >
            {word(offer)}
          </Button>
        ))}
        {onEdit && step.kind === "submit" ? <Button onClick={onEdit}>{t("plan.mine.edit")}</Button> : null}
        {more.length > 0 ? (
          <Dropdown trigger={["click"]} menu={{ items: more.map((offer) => ({ key: offer.verb, label: word(offer), onClick: () => setOpen(offer) })) }}>
            <Button icon={<DownOutlined aria-hidden />} iconPlacement="end" aria-label={t("plan.mine.others")}><span className="plan-others">{t("plan.mine.others")}</span></Button>
          </Dropdown>
        ) : null}
      </div>
      {open ? <PlanForm ticket={ticket} plan={plan} offer={open} onClose={() => setOpen(undefined)} /> : null}
    </section>
  )
}

/** Who returned it to here, and why: whoever has it back must not look for that. */
function Returned({ plan, mine: { item } }: { plan: Plan; mine: Mine }) {
  const { t } = useTranslation()
  const back = returnOf(plan, item)
  if (!back) return null
  return (
    <div className="plan-returned">
      <p><Name of={back.by} /> {t("plan.returnedBy")} <span className="quiet small">· {stepName(plan, back.step, currentLanguage())}{back.ended_at ? <> · <When at={back.ended_at} /></> : null}</span></p>
      {back.comment ? <blockquote className="plan-comment plain">{back.comment}</blockquote> : null}
    </div>
  )
}

function Title({ mine: { item } }: { mine: Mine }) {
  const { t } = useTranslation()
  const me = useMe()
  if (item.person?.id === me.id) return <>{t("plan.mine.title")}</>
  if (item.person) return <>{t("plan.mine.titleDeputy", { name: nameIn(item.person, currentLanguage()) })}</>
  return <>{t("plan.mine.titlePool", { name: ownerName(t, item) })}</>
}
