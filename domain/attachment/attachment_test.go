package attachment

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestName_IsSafeToShowAndToSave(t *testing.T) {
	for claimed, want := range map[string]string{
		"report.pdf": "report.pdf", "屏幕截图 2026.png": "屏幕截图 2026.png", `C:\Users\x\a.txt`: "a.txt", "../../etc/passwd": "passwd", "/": "file", "": "file",
		"..": "file", ".bashrc": "bashrc", "a\x00b\r\nc.txt": "abc.txt", "gpj.\u202eexe.txt": "gpj.exe.txt", `a"b<c>.txt`: "a_b_c_.txt", " x. ": "x",
		"\xff\xfe.txt": "txt", strings.Repeat("长", 200) + ".docx": strings.Repeat("长", 145) + ".docx", strings.Repeat("x", 300): strings.Repeat("x", 150),
	} {
		require.Equal(t, want, Name(claimed), claimed)
	}
}

func TestSniff_GoesByTheContent(t *testing.T) {
	for content, want := range map[string]string{
		"plain": "text/plain", "你好": "text/plain", `{"a": 1}`: "application/json", "%PDF-1.4": "application/pdf", "#!/bin/sh\necho": "text/x-shellscript",
		"\x89PNG\r\n\x1a\n": "image/png", "PK\x03\x04\x14\x00": "application/zip", "a,b\n1,2\n": "text/csv",
	} {
		got, err := Sniff([]byte(content))
		require.NoError(t, err, content)
		require.Equal(t, want, got)
	}
	for _, content := range []string{"\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60), "MZ" + strings.Repeat("\x00", 100), "\xca\xfe\xba\xbe\x00\x00\x00\x34", "\x00asm\x01\x00\x00\x00"} {
		_, err := Sniff([]byte(content))
		require.ErrorContains(t, err, "ZIP")
	}
}
