package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"

	"steward/domain"
)

// huma makes each message of its validation from these formats when an operation is registered. Both languages stand in
// one format, apart by a mark, and sayInvalid picks one; the required property's name comes first, apart by another mark.
const (
	betweenLanguages = "\x1f"
	afterName        = "\x1e"
)

func init() {
	for format, text := range map[*string][2]string{
		&validation.MsgUnexpectedProperty:      {"This field is not known here; remove it.", "此处没有该字段，请删除。"},
		&validation.MsgExpectedRFC3339DateTime: {"Give an instant such as 2026-01-31T09:00:00Z.", "请填写时间，例如 2026-01-31T09:00:00Z。"},
		&validation.MsgExpectedRFC3339Date:     {"Give a date such as 2026-01-31.", "请填写日期，例如 2026-01-31。"},
		&validation.MsgExpectedRFC5322Email:    {"Give an e-mail address such as name@example.com.%.0[1]v", "请填写电子邮箱，例如 name@example.com。%.0[1]v"},
		&validation.MsgExpectedRFC4122UUID:     {"Give a UUID.%.0[1]v", "请填写 UUID。%.0[1]v"},
		&validation.MsgExpectedMatchExactlyOneSchema: {"Give an id (a whole number above 0), a code or login (a text), or null.",
			"请填写编号（大于 0 的整数）、代码或登录名（文本），或 null。"},
		&validation.MsgExpectedMatchAtLeastOneSchema: {"None of the allowed forms fits.", "不符合任何允许的形式。"},
		&validation.MsgExpectedBoolean:               {"Give true or false.", "请填写 true 或 false。"},
		&validation.MsgExpectedNumber:                {"Give a number.", "请填写数字。"},
		&validation.MsgExpectedInteger:               {"Give a whole number.", "请填写整数。"},
		&validation.MsgExpectedString:                {"Give a text.", "请填写文本。"},
		&validation.MsgExpectedArray:                 {"Give a list.", "请填写列表。"},
		&validation.MsgExpectedObject:                {"Give an object.", "请填写对象。"},
		&validation.MsgExpectedArrayItemsUnique:      {"Name each only once.", "请勿重复。"},
		&validation.MsgExpectedOneOf:                 {"Choose one of: %[1]s.", "请从以下选择：%[1]s。"},
		&validation.MsgExpectedMinimumNumber:         {"Give at least %[1]v.", "不得小于 %[1]v。"},
		&validation.MsgExpectedMaximumNumber:         {"Give at most %[1]v.", "不得大于 %[1]v。"},
		&validation.MsgExpectedMinLength:             {"Give at least %[1]d characters.", "至少 %[1]d 个字符。"},
		&validation.MsgExpectedMaxLength:             {"Give at most %[1]d characters.", "最多 %[1]d 个字符。"},
		&validation.MsgExpectedBePattern:             {"Give %[1]s.", "格式应为：%[1]s。"},
		&validation.MsgExpectedMatchPattern:          {"This does not match the pattern %[1]s.", "不符合格式 %[1]s。"},
		&validation.MsgExpectedMinItems:              {"Name at least %[1]d.", "至少 %[1]d 项。"},
		&validation.MsgExpectedMaxItems:              {"Name at most %[1]d.", "最多 %[1]d 项。"},
		&validation.MsgExpectedRequiredProperty:      {"This field is required.", "此项必填。"},
	} {
		*format = text[0] + betweenLanguages + text[1]
	}
	validation.MsgExpectedRequiredProperty = "%[1]s" + afterName + validation.MsgExpectedRequiredProperty
}

// said are the messages that huma has as plain constants, for parameters of the address and headers.
var said = map[string]domain.Text{
	"unknown query parameter": {En: "This parameter is not known here; remove it.", Zh: "此处没有该参数，请删除。"},
	"invalid integer":         {En: "Give a whole number.", Zh: "请填写整数。"},
	"invalid boolean":         {En: "Give true or false.", Zh: "请填写 true 或 false。"},
	"expected at most one value, but received multiple values": {En: "Give one value only.", Zh: "只能填写一个值。"},
}

var (
	missing    = domain.Text{En: "This parameter is required.", Zh: "此参数必填。"}
	unreadable = domain.Text{En: "This value cannot be read.", Zh: "无法读取该值。"}
	// of a body that is valid JSON and fits the schema, but not our types: a number is too large for them
	unreadableBody = domain.Text{En: "A number in the body is too large to be read; correct it.", Zh: "请求中有数字过大，无法读取，请更正。"}
)

// sayInvalid puts one of huma's messages into the language; the name of a missing property comes back apart.
func sayInvalid(message, lang string) (name, text string) {
	name, rest, named := strings.Cut(message, afterName)
	if !named {
		name, rest = "", message
	}
	if en, zh, both := strings.Cut(rest, betweenLanguages); both {
		return name, domain.Text{En: en, Zh: zh}.In(lang)
	}
	if t, ok := said[rest]; ok {
		return name, t.In(lang)
	}
	if strings.HasPrefix(rest, "required ") {
		return name, missing.In(lang)
	}
	return name, unreadable.In(lang)
}
