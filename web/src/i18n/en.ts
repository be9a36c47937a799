import * as approvals from "./en/approvals"
import { calendars } from "./en/calendars"
import { common, profile, session, shell } from "./en/common"
import * as mails from "./en/mail"
import { plan } from "./en/plan"
import { policies } from "./en/policies"
import { monitor } from "./en/monitor"
import * as pages from "./en/pages"
import { rating } from "./en/rating"
import { recompute } from "./en/recompute"
import { reports } from "./en/reports"
import * as templates from "./en/templates"
import * as words from "./en/ticket"

/** Every text of the web in English; the Chinese ones must have the same keys. */
export const en = { calendars, monitor, plan, policies, rating, recompute, reports, common, profile, session, shell, ...approvals, ...mails, ...pages, ...templates, ...words }
