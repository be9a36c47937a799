import { FileOutlined, LockOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useTranslation } from "react-i18next"
import type { Message, MessageFile } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { Markdown } from "../../ui/Markdown"
import { nameIn } from "../../ui/names"
import { Avatar } from "../../ui/Person"
import { fileSize } from "../../ui/size"
import { Nothing, Shown } from "../../ui/States"
import { When } from "../../ui/When"
import { useMessages } from "./data"
import { PreviewLink } from "./PreviewLink"

/** The conversation of a ticket, oldest first; internal notes look different and say so. */
export function Conversation({ number }: { number: string }) {
  const { t } = useTranslation()
  const query = useMessages(number)
  return (
    <Shown query={query}>
      {({ pages }) => {
        const messages = pages.toReversed().flatMap(({ items }) => items)
        if (messages.length === 0) return <Nothing small title={`${t("ticket.noMessages")} ${t("ticket.noMessagesText")}`} />
        return (
          <>
            {query.hasNextPage ? <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("ticket.older")}</Button> : null}
            <ol className="messages" aria-live="polite" aria-relevant="additions">{messages.map((message) => <Entry key={message.id} message={message} />)}</ol>
          </>
        )
      }}
    </Shown>
  )
}

function Entry({ message }: { message: Message }) {
  const { t } = useTranslation()
  const name = message.author ? nameIn(message.author, currentLanguage()) : t("common.system")
  const sort = message.internal ? "internal" : message.from_desk ? "desk" : "customer"
  const plain = message.verb === "reply" || message.verb === "note" || message.verb === ""
  return (
    <li className={`message ${sort}`}>
      <Avatar name={name} />
      <div className="message-box">
        <header>
          <b>{name}</b>
          {plain ? null : <span className="message-verb">{word(t, "did", message.verb)}</span>}
          {message.internal ? <span className="message-internal"><LockOutlined aria-hidden /> {t("ticket.internalNote")}</span> : null}
          <span className="grow" />
          <span className="quiet"><When at={message.at} /></span>
        </header>
        <Markdown html={message.body_html} />
        {message.attachments.length > 0 ? <ul className="files">{message.attachments.map((file) => <File key={file.id} file={file} />)}</ul> : null}
      </div>
    </li>
  )
}

function File({ file }: { file: MessageFile }) {
  return (
    <li>
      <PreviewLink file={{ ...file, url: `/api/v1/attachments/${file.uuid}` }}><FileOutlined aria-hidden /> {file.name}</PreviewLink>
      <span className="quiet"> {fileSize(file.size)}</span>
    </li>
  )
}
