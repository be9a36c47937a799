import type { reports as en } from "../en/reports"
import type { Shape } from "../shape"

export const reports: Shape<typeof en> = {
  title: "报表",
  of: { tickets: "工单", levels: "服务级别" },
  text: {
    tickets: "统计期内您可见工单的变化。工单按其当前属性归类；解决时长按自然时间计算。",
    levels: "您可见工单的时限结果。超时计入超过期限的那个统计期，无论之后是否已停止计时。",
  },
  byLabel: "统计方式",
  by: { month: "月份", week: "周", customer: "客户", kind: "类型", service: "服务", priority: "优先级", group: "组", policy: "策略", clock: "时限" },
  any: { customer: "全部客户", service: "全部服务", group: "全部组" },
  weekFrom: "{{day}} 起一周",
  none: { customer: "本单位", service: "未指定服务", group: "未分组", other: "无" },
  total: "合计",
  figures: {
    opened: "新建", resolved: "已解决", closed: "已关闭", reopened: "重新打开", open: "期末未关闭",
    average: "平均解决时长", median: "解决时长中位数", ratings: "评价数", rating: "平均评分",
    met: "达标", breached: "超时", share: "达标率", running: "期末计时中", cancelled: "已取消",
  },
  chart: "图表：{{what}}，{{by}}。下表列有相同数据。",
  most: "图中显示前 {{count}} 项，表中列出全部 {{all}} 项。",
  csv: "导出 CSV",
  xlsx: "导出 XLSX",
  empty: "统计期内没有数据",
  emptyText: "请选择更长的统计期，或减少筛选条件。",
  toList: "查看工单",
}
