import { calendars } from "./en/calendars"
import { common, profile, session, shell } from "./en/common"
import * as pages from "./en/pages"
import * as words from "./en/ticket"

/** Every text of the web in English; the Chinese ones must have the same keys. */
export const en = { calendars, common, profile, session, shell, ...pages, ...words }
