package plan

import (
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"steward/domain"
)

// Names are what a condition may speak of: the facts of the record, and step("id"), how another step ended: approved, rejected, skipped.
type Names map[string]any

const longestCondition = 1000

// Check refuses a condition that cannot be read. An empty one always holds.
func Check(condition string) Refusal {
	if condition == "" {
		return nil
	}
	if len(condition) > longestCondition {
		return domain.RefuseField("when", "A condition has at most 1,000 characters.", "条件不超过 1000 个字符。")
	}
	if _, err := compile(condition); err != nil {
		return domain.RefuseField("when", "The condition cannot be read: "+err.Error(), "条件无法解析："+err.Error())
	}
	return nil
}

// Holds answers whether a condition holds of names. What it speaks of and is not there is nil.
func Holds(condition string, names Names, results map[string]string) (bool, Refusal) {
	program, err := compile(condition)
	if err == nil {
		env := map[string]any{"step": func(id string) string { return results[id] }}
		for k, v := range names {
			env[k] = v
		}
		var out any
		if out, err = expr.Run(program, env); err == nil {
			yes, _ := out.(bool)
			return yes, nil
		}
	}
	return false, unfit(condition, names, err)
}

// unfit says why a condition cannot be answered: what it speaks of and is not there, or what the reader of conditions says in its first line.
func unfit(condition string, names Names, err error) Refusal {
	if said, refusal := Mentions(condition); refusal == nil {
		for _, name := range said.Names {
			if !names.Has(name) {
				return domain.RefuseField("when", "The condition \""+condition+"\" asks for "+name+", which is not known here. Ask an administrator to put it right.",
					"条件“"+condition+"”引用了此处没有的数据 "+name+"。请联系管理员修正。")
			}
		}
	}
	why, _, _ := strings.Cut(err.Error(), "\n")
	return domain.RefuseField("when", "The condition \""+condition+"\" does not fit these facts: "+why, "条件“"+condition+"”与当前数据不符："+why)
}

func compile(condition string) (*vm.Program, error) {
	return expr.Compile(condition, expr.AllowUndefinedVariables(), expr.AsBool(), expr.MaxNodes(200))
}
