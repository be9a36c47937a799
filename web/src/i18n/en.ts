import * as approvals from "./en/approvals"
import { calendars } from "./en/calendars"
import { common, profile, session, shell } from "./en/common"
import { documents } from "./en/documents"
import { forms } from "./en/forms"
import * as drafts from "./en/drafts"
import { plan } from "./en/plan"
import { policies } from "./en/policies"
import { monitor } from "./en/monitor"
import { paper } from "./en/paper"
import * as pages from "./en/pages"
import { rating } from "./en/rating"
import { recompute } from "./en/recompute"
import { reports } from "./en/reports"
import * as templates from "./en/templates"
import * as words from "./en/ticket"

/** Every text of the web in English; the Chinese ones must have the same keys. */
export const en = { calendars, documents, forms, monitor, paper, plan, policies, rating, recompute, reports, common, profile, session, shell, ...drafts, ...approvals, ...pages, ...templates, ...words }
