// What the browser tests share: a Chromium, signed-in pages, and what every page must hold to.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { chromium } from "playwright-core"

export const base = (process.env.STEWARD_URL ?? "").replace(/\/$/, "")
if (!base) {
  console.error("Say with STEWARD_URL where Steward runs with its demo data, for example STEWARD_URL=http://127.0.0.1:8080")
  process.exit(2)
}
export const password = process.env.STEWARD_PASSWORD ?? "steward"
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-dev-shm-usage", "--force-color-profile=srgb",
]

/** Starts a browser of its own; close() ends it and removes its profile. */
export async function startBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "steward-e2e-"))
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: flags, env: { ...process.env, HOME: profile } })
  return {
    browser,
    close: async () => {
      await browser.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
export const small = { width: 360, height: 740 }

/** Opens a page of a fresh visitor; what its scripts complain about is collected in page.complaints. */
export async function visit(browser, { language = "zh", viewport = wide } = {}) {
  const context = await browser.newContext({
    baseURL: base, viewport, locale: language === "zh" ? "zh-CN" : "en-GB", timezoneId: "Asia/Shanghai", deviceScaleFactor: 1, reducedMotion: "reduce",
    hasTouch: viewport.width < 500,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  page.complaints = []
  page.on("pageerror", (error) => page.complaints.push(String(error)))
  page.on("console", (message) => {
    // A refused request is logged by the browser itself; the tests look at what the page makes of it.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) page.complaints.push(message.text())
  })
  return page
}

/** Signs in through the form and waits for the shell. */
export async function signIn(page, login, language) {
  await page.goto("/sign-in")
  await page.locator("#login").fill(login)
  await page.locator("#password").fill(password)
  await page.locator("button[type=submit]").click()
  await page.locator("#content h1").waitFor()
  if (language) await speak(page, language)
}

/** Switches the page's language by its own switch, and waits until the server knows: a page that is left too early takes its request along. */
export async function speak(page, language) {
  const tag = language === "zh" ? "zh-CN" : "en"
  if ((await page.locator("html").getAttribute("lang")) !== tag) {
    const known = page.waitForResponse((response) => response.request().method() === "PATCH" && response.url().endsWith("/api/v1/me"))
    await page.locator(`header [lang="${tag}"]`).click()
    await known
    await page.locator(`html[lang="${tag}"]`).waitFor()
  }
}

/** Serious findings of axe on the page as it is now, as lines. */
export async function seriousFindings(page) {
  // What fades in or out is not what people read.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity))
  await page.evaluate(axeSource) // not as a script of the page: its policy forbids those
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }))
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary.replaceAll("\n", " ").slice(0, 220)}`))
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Waits until the page has fetched what it shows. */
export async function settled(page) {
  await page.locator("#content h1, .gate-form h1").first().waitFor()
  await page.waitForFunction(() => document.querySelector(".ant-skeleton, .rows-loading, .ant-spin-spinning") === null)
}

/** Picks an option of a select by its words, by keyboard alone: a click may miss what still glides into its place. */
export async function choose(page, select, words) {
  await select.focus()
  await select.press("Enter")
  const list = page.locator(".ant-select-dropdown:visible")
  const wanted = list.locator(".ant-select-item-option-active").filter({ has: page.getByText(words, { exact: true }) })
  await list.locator(".ant-select-item-option-active").waitFor()
  for (let steps = 0; (await wanted.count()) === 0; steps++) {
    if (steps === 200) throw new Error(`no option “${words}”`)
    await select.press("ArrowDown")
  }
  await select.press("Enter")
  await list.waitFor({ state: "hidden" }) // what fades out is not what people read
}
