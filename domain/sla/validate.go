package sla

import (
	"fmt"
	"slices"
	"strings"

	"steward/domain"
)

// longest is the longest target and the longest time after a breach.
const longest Seconds = 10 * 366 * 24 * 3600

// Validate answers a domain.Error that names the first wrong field, such as `targets[0].resolution`. Whether the codes and logins
// that it names exist, the store knows.
func (p Policy) Validate() error {
	for _, f := range []struct{ field, value string }{{"code", p.Code}, {"name", p.Name}} {
		if strings.TrimSpace(f.value) == "" {
			return domain.RefuseField(f.field, "This must be given.", "此项必填。")
		}
	}
	for i, n := range p.Conditions.Priority {
		if err := validPriority(fmt.Sprintf("conditions.priority[%d]", i), n); err != nil {
			return err
		}
	}
	for _, validate := range []func() error{p.validTargets, p.validWarnings, p.validLevels} {
		if err := validate(); err != nil {
			return err
		}
	}
	return nil
}

func validPriority(field string, n int) error {
	if n < 1 || n > 5 {
		return domain.RefuseField(field, "Give a priority from 1 to 5.", "请填写 1 到 5 的优先级。")
	}
	return nil
}

func (p Policy) validTargets() error {
	seen := [6]bool{}
	for i, t := range p.Targets {
		at := fmt.Sprintf("targets[%d]", i)
		if err := validPriority(at+".priority", t.Priority); err != nil {
			return err
		}
		if seen[t.Priority] {
			return domain.RefuseField(at+".priority", "This priority has targets already. Remove one of the two.", "该优先级已有目标，请删除其中一项。")
		}
		seen[t.Priority] = true
		for _, k := range []Kind{FirstResponse, NextResponse, Resolution, Task} {
			if s := t.Of(k); s != nil && (*s <= 0 || *s > longest) {
				return domain.RefuseField(at+"."+string(k), "Give more than 0 seconds and at most ten years, or nothing for no target.",
					"请填写大于 0 秒且不超过十年的时长；留空表示没有目标。")
			}
		}
	}
	return nil
}

func (p Policy) validWarnings() error {
	for i, w := range p.Warnings {
		at := fmt.Sprintf("warnings[%d]", i)
		if w < 1 || w >= breachPercent {
			return domain.RefuseField(at, "Give a percent from 1 to 99; the breach is told anyway.", "请填写 1 到 99 的百分比；超时总会通知。")
		}
		if slices.Contains(p.Warnings[:i], w) {
			return domain.RefuseField(at, "This percent is entered twice. Remove one of them.", "该百分比重复，请删除其中一项。")
		}
	}
	return nil
}

func (p Policy) validLevels() error {
	for i, l := range p.Levels {
		at := fmt.Sprintf("levels[%d]", i)
		if l.Level < 1 || slices.ContainsFunc(p.Levels[:i], func(o Level) bool { return o.Level == l.Level }) {
			return domain.RefuseField(at+".level", "Number the levels from 1, each once.", "请从 1 开始为级别编号，且不重复。")
		}
		if l.Percent < 0 || l.Percent > breachPercent || (l.Percent == 0) == (l.After == 0) {
			return domain.RefuseField(at+".percent", "Give either a percent from 1 to 100 or a time after the breach.", "请填写 1 到 100 的百分比，或超时后的时长，二者选一。")
		}
		if l.After < 0 || l.After > longest {
			return domain.RefuseField(at+".after", "Give more than 0 seconds and at most ten years.", "请填写大于 0 秒且不超过十年的时长。")
		}
		for j, k := range l.Kinds {
			if _, ok := kindWords[k]; !ok {
				return domain.RefuseField(fmt.Sprintf("%s.kinds[%d]", at, j), "Give first_response, next_response, resolution or task.", "请填写 first_response、next_response、resolution 或 task。")
			}
		}
		if len(l.Actions) == 0 {
			return domain.RefuseField(at+".actions", "Give at least one action.", "请至少填写一个动作。")
		}
		for j, a := range l.Actions {
			if err := a.validate(fmt.Sprintf("%s.actions[%d]", at, j)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a Action) validate(at string) error {
	switch {
	case a.Do == Notify && !slices.Contains([]Who{Assignee, Group, UnitHead, Manager}, a.Who):
		return domain.RefuseField(at+".who", "Give assignee, group, unit_head or manager.", "请填写 assignee、group、unit_head 或 manager。")
	case a.Do == Notify && (a.Up < 0 || a.Up > 20):
		return domain.RefuseField(at+".up", "Give 0 to 20 levels up.", "请填写向上 0 到 20 级。")
	case a.Do == AddWatcher && a.Login == "":
		return domain.RefuseField(at+".login", "Give the login of the person who is to watch.", "请填写要添加的关注人的登录名。")
	case a.Do == MoveQueue && a.Queue == "":
		return domain.RefuseField(at+".queue", "Give the code of the queue to move to.", "请填写要移入的队列代码。")
	case !slices.Contains([]Do{Notify, RaisePriority, AddWatcher, MoveQueue}, a.Do):
		return domain.RefuseField(at+".do", "Give notify, raise_priority, add_watcher or move_queue.", "请填写 notify、raise_priority、add_watcher 或 move_queue。")
	}
	return nil
}
