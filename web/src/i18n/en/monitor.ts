/** All running work by unit and person. */
export const monitor = {
  title: "Monitor",
  text: "All running work that you may see: tickets that are new, in progress or on hold, and what waits in plans. Choose a name for that person's tickets, the number of tasks for those.",
  empty: "Nothing is running",
  emptyText: "Every ticket that you may see is resolved or closed.",
  person: "Person",
  nobody: "Assigned to nobody",
  noUnit: "Without a unit",
  next: "First deadline",
  figures: { overdue: "Overdue", soon: "Due in 24 h", urgent: "P1 and P2", on_hold: "On hold", running: "Running", tasks: "Tasks", late: "Tasks late" },
  showTasks: "Show what waits on {{name}}: {{count}}",
  noTasks: "Nothing waits in plans.",
}
