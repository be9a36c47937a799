import type { ThemeConfig } from "antd"
import source from "./tokens.css?raw"

/** Every custom property of tokens.css by its name without the dashes. */
export const tokens: Record<string, string> = Object.fromEntries(
  [...source.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((found) => [found[1] ?? "", found[2] ?? ""]),
)

const token = (name: string) => tokens[name] ?? ""

/** The component library drawn from our tokens; its own greys are too pale for small text, so they are set here. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: token("brand"),
    colorInfo: token("link"),
    colorInfoBg: token("brand-soft"),
    colorInfoBorder: token("line-strong"),
    colorLink: token("link"),
    colorLinkHover: token("brand"),
    colorSuccess: token("good"),
    colorSuccessBg: token("good-soft"),
    colorWarning: token("warn"),
    colorWarningBg: token("warn-soft"),
    colorError: token("bad"),
    colorErrorBg: token("bad-soft"),
    colorErrorText: token("bad"),
    colorWarningText: token("warn"),
    colorText: token("ink"),
    colorTextSecondary: token("ink-2"),
    colorTextTertiary: token("ink-3"),
    colorTextQuaternary: token("ink-3"),
    colorTextDescription: token("ink-3"),
    colorTextPlaceholder: token("ink-3"),
    colorTextDisabled: token("ink-3"),
    colorIcon: token("ink-3"),
    colorBorder: token("line-strong"),
    colorBorderSecondary: token("line"),
    colorSplit: token("line"),
    colorBgLayout: token("ground"),
    colorBgContainerDisabled: token("mute-soft"),
    borderRadius: 6,
    fontFamily: token("font"),
    fontFamilyCode: token("mono"),
    fontSize: 14,
    controlHeight: 34,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
  },
  components: {
    Table: { headerBg: token("ground"), headerColor: token("ink-2"), headerSplitColor: "transparent", cellPaddingBlockSM: 7, rowHoverBg: token("hover"), rowSelectedBg: token("selected"), rowSelectedHoverBg: token("selected") },
    Tabs: { itemColor: token("ink-2"), horizontalMargin: "0" },
    Timeline: { dotBorderWidth: 2 },
    Form: { itemMarginBottom: 18, verticalLabelPadding: "0 0 4px" },
    Drawer: { paddingLG: 20 },
    Segmented: { itemColor: token("ink-2") },
    Tree: { nodeHoverBg: token("hover"), nodeSelectedBg: token("selected") },
  },
}
