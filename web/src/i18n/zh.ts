import * as approvals from "./zh/approvals"
import { calendars } from "./zh/calendars"
import { common, profile, session, shell } from "./zh/common"
import * as mails from "./zh/mail"
import { plan } from "./zh/plan"
import { policies } from "./zh/policies"
import { monitor } from "./zh/monitor"
import * as pages from "./zh/pages"
import { rating } from "./zh/rating"
import { recompute } from "./zh/recompute"
import { reports } from "./zh/reports"
import * as templates from "./zh/templates"
import * as words from "./zh/ticket"
import type { en } from "./en"
import type { Shape } from "./shape"

/** Every text of the web in Chinese. */
export const zh: Shape<typeof en> = { calendars, monitor, plan, policies, rating, recompute, reports, common, profile, session, shell, ...approvals, ...mails, ...pages, ...templates, ...words }
