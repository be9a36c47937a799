// Package person holds the rules of what may be said of a user: login, address, roles, password.
package person

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"steward/domain"
	"steward/domain/access"
)

const (
	shortestPassword = 8
	longestPassword  = 200
)

var (
	login = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,99}$`)
	digit = regexp.MustCompile(`^[0-9]+$`)
	phone = regexp.MustCompile(`^[0-9+()#*,./ext -]{0,40}$`)
)

// Login answers the login in small letters, or refuses it. One of digits only would be taken for an id.
func Login(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if login.MatchString(s) && !digit.MatchString(s) {
		return s, nil
	}
	return "", domain.RefuseField("login",
		"A login has 1 to 100 of a–z, 0–9, dot, dash, underscore and @, begins with a letter or digit, and is not a number.",
		"登录名由 1 至 100 个小写字母、数字、点、短横、下划线或 @ 组成，以字母或数字开头，且不能全为数字。")
}

// Email answers the address without spaces around it, or refuses it; empty is none.
func Email(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", domain.RefuseField("email", "Give an e-mail address such as name@example.com, or leave it empty.", "请填写电子邮箱，例如 name@example.com，或留空。")
	}
	return s, nil
}

// Phone answers the number without spaces around it, or refuses it; empty is none.
func Phone(s string) (string, error) {
	s = strings.TrimSpace(s)
	if phone.MatchString(s) {
		return s, nil
	}
	return "", domain.RefuseField("phone", "Give a phone number of at most 40 digits, spaces and + - ( ), or leave it empty.", "请填写电话号码（最多 40 个数字、空格及 + - ( )），或留空。")
}

// Title answers what somebody is called at work without spaces around it, or refuses it.
func Title(s string) (string, error) {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > 100 || strings.ContainsFunc(s, unicode.IsControl) {
		return "", domain.RefuseField("title", "Give a title on one line of at most 100 characters.", "职务请写成一行，不超过 100 个字符。")
	}
	return s, nil
}

// Language refuses what is not one of the product's languages.
func Language(s string) error {
	if s == "zh" || s == "en" {
		return nil
	}
	return domain.RefuseField("language", "Choose zh or en.", "请选择 zh 或 en。")
}

// Roles answers the roles in their fixed order, each once, or refuses an unknown one.
func Roles(given []string) ([]string, error) {
	for _, r := range given {
		if !slices.Contains(access.Roles, r) {
			return nil, domain.RefuseField("roles", "Choose roles from: "+strings.Join(access.Roles, ", ")+".", "请从以下角色中选择："+strings.Join(access.Roles, "、")+"。")
		}
	}
	roles := []string{}
	for _, r := range access.Roles {
		if slices.Contains(given, r) {
			roles = append(roles, r)
		}
	}
	return roles, nil
}

// Belongs refuses what cannot be together: a customer's contact belongs to no unit and has no role of the house; only a contact
// sees an organisation's records.
func Belongs(unit, customer, seesCustomer bool, roles []string) error {
	switch {
	case customer && unit:
		return domain.RefuseField("unit", "A customer's contact belongs to no unit; empty one of the two.", "客户联系人不属于内部组织单元，请清空其中一项。")
	case customer && slices.ContainsFunc(roles, func(r string) bool { return r != access.Customer }):
		return domain.RefuseField("roles", "A customer's contact can only have the role customer.", "客户联系人只能拥有 customer 角色。")
	case seesCustomer && !customer:
		return domain.RefuseField("sees_customer", "Only a customer's contact can see an organisation's records; name the customer or switch this off.",
			"只有客户联系人才能查看整个组织的单据，请指定客户或关闭此项。")
	}
	return nil
}

// Password refuses a password that is too easily guessed.
func Password(field, password, login string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return domain.RefuseField(field, "Choose a password of at least 8 characters.", "密码至少 8 个字符。")
	case n > longestPassword || !utf8.ValidString(password):
		return domain.RefuseField(field, "Choose a password of at most 200 characters.", "密码最多 200 个字符。")
	case strings.Count(password, firstRune(password)) == n:
		return domain.RefuseField(field, "Choose a password of more than one repeated character.", "密码不能只重复一个字符。")
	case login != "" && strings.Contains(strings.ToLower(password), login) && n < len(login)+shortestPassword:
		return domain.RefuseField(field, "Choose a password that is not the login with a little added.", "密码不能仅在登录名上稍加改动。")
	}
	return nil
}

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}
