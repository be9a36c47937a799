import { createRoot } from "react-dom/client"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/shell.css"
import "./styles/pages.css"
import "./styles/ticket.css"
import "./styles/plan.css"
import "./styles/policies.css"
import "./styles/monitor.css"
import "./styles/reports.css"
import "./styles/rating.css"
import "./styles/calendar.css"
import "./styles/templates.css"
import "./styles/print.css"
import "./i18n"
import { App } from "./app/App"

const root = document.getElementById("root")
if (root) createRoot(root).render(<App />)
