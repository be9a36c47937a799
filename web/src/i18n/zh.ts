import { calendars } from "./zh/calendars"
import { common, profile, session, shell } from "./zh/common"
import * as pages from "./zh/pages"
import * as words from "./zh/ticket"
import type { en } from "./en"
import type { Shape } from "./shape"

/** Every text of the web in Chinese. */
export const zh: Shape<typeof en> = { calendars, common, profile, session, shell, ...pages, ...words }
