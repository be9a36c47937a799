package domain

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Key names one thing in an input: by its id (a JSON number), by its code or login (a JSON string), or by neither (null or
// "", which empties a reference). Given is false when the input does not speak of it at all, so that a change keeps it.
type Key struct {
	Given bool
	ID    int64
	Code  string
}

// ByID names a thing by its id; 0 names nothing.
func ByID(id int64) Key { return Key{Given: true, ID: id} }

// ByCode names a thing by its code or login.
func ByCode(code string) Key { return Key{Given: true, Code: code} }

// Empty tells whether the key names nothing.
func (k Key) Empty() bool { return k.ID == 0 && k.Code == "" }

// IsZero tells whether the input did not speak of the thing, so that `omitzero` leaves it out.
func (k Key) IsZero() bool { return !k.Given }

func (k Key) String() string {
	if k.Code != "" || k.ID == 0 {
		return k.Code
	}
	return strconv.FormatInt(k.ID, 10)
}

// MarshalJSON answers the id, else the code, else null.
func (k Key) MarshalJSON() ([]byte, error) {
	switch {
	case k.ID != 0:
		return json.Marshal(k.ID)
	case k.Code != "":
		return json.Marshal(k.Code)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a whole number, a string or null.
func (k *Key) UnmarshalJSON(raw []byte) error {
	*k = Key{Given: true}
	if string(raw) == "null" {
		return nil
	}
	if raw[0] == '"' {
		err := json.Unmarshal(raw, &k.Code)
		k.Code = strings.TrimSpace(k.Code)
		return err
	}
	if json.Unmarshal(raw, &k.ID) != nil || k.ID <= 0 {
		return RefuseField("", "Name it by its id (a whole number above 0) or by its code or login (a text).", "请用编号（大于 0 的整数）或代码、登录名（文本）指定。")
	}
	return nil
}

// ParseKey reads a key from an address: digits are an id, "" is absent, anything else is a code or login.
func ParseKey(text string) Key {
	if text == "" {
		return Key{}
	}
	if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 {
		return ByID(id)
	}
	return ByCode(text)
}
