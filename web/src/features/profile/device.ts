const browsers: [RegExp, string][] = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]]
const systems: [RegExp, string][] = [[/Windows/, "Windows"], [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Mac OS/, "macOS"], [/Linux/, "Linux"]]

/** A browser's long name of itself in two words; anything else as it is, cut. */
export function deviceOf(agent: string): string {
  const find = (known: [RegExp, string][]) => known.find(([sign]) => sign.test(agent))?.[1]
  const browser = find(browsers)
  const system = find(systems)
  return browser && system ? `${browser}, ${system}` : agent.slice(0, 40) || "–"
}
