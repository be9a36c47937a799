export const monitor = {
  title: "监控",
  text: "您可查看的全部进行中工作：新建、处理中或挂起。点击姓名查看其工单。",
  empty: "没有进行中的工作",
  emptyText: "您可查看的工单均已解决或关闭。",
  person: "人员",
  nobody: "未分派",
  noUnit: "无所属部门",
  next: "最近期限",
  figures: { overdue: "已超时", soon: "24 小时内到期", urgent: "P1 与 P2", on_hold: "挂起", running: "进行中", tasks: "计划待办", late: "待办超时" },
  showTasks: "显示等待{{name}}处理的 {{count}} 项待办",
  noTasks: "没有计划待办。",
}
