import { calendars } from "./zh/calendars"
import { common, profile, session, shell } from "./zh/common"
import { policies } from "./zh/policies"
import { monitor } from "./zh/monitor"
import * as pages from "./zh/pages"
import { rating } from "./zh/rating"
import { recompute } from "./zh/recompute"
import { reports } from "./zh/reports"
import * as words from "./zh/ticket"
import type { en } from "./en"
import type { Shape } from "./shape"

/** Every text of the web in Chinese. */
export const zh: Shape<typeof en> = { calendars, monitor, policies, rating, recompute, reports, common, profile, session, shell, ...pages, ...words }
