import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Head, Names } from "../versioned/Head"
import { useEditing } from "../versioned/useEditing"
import { Drawing } from "./Drawing"
import { templateKind } from "./kind"
import type { Template } from "./model"
import { Problems } from "./Problems"
import { Steps } from "./Steps"
import { TryRequester } from "./TryRequester"
import { Versions } from "./Versions"

/** Edits a template, which is drawn as it is typed. */
export function TemplateEditor({ template, reload }: { template: Template; reload: () => Promise<Template | undefined> }) {
  const { t } = useTranslation()
  const editing = useEditing(templateKind, template, reload)
  const { saved, now, draft, problems, change, takeVersion } = editing
  const [open, setOpen] = useState<string>()
  return (
    <div className="template">
      <Head editing={editing} about={<>{t(`templates.kinds.${saved.kind}`)} · </>} />
      <Drawing draft={draft} problems={problems} open={open} onOpen={setOpen} />
      <div className="template-columns">
        <div className="template-parts">
          <Names id="template" editing={editing} />
          <Steps draft={now.draft} template={saved} problems={problems} open={open} onOpen={setOpen} onChange={(draft) => change({ draft })} />
        </div>
        <div className="template-side">
          <Problems problems={problems} draft={draft} onOpen={setOpen} />
          <TryRequester template={saved} draft={draft} />
          <Versions template={saved} onTake={takeVersion} />
        </div>
      </div>
    </div>
  )
}
