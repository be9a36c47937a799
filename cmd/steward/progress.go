package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long command is: a bar on a terminal, else a line every few seconds. It may be used by many
// goroutines at once.
type progress struct {
	mu    sync.Mutex
	bar   *progressbar.ProgressBar // nil where out is no terminal
	out   io.Writer
	what  string
	done  int
	total int
	told  time.Time
}

// every is how often progress is told where there is no terminal.
const every = 5 * time.Second

func newProgress(out io.Writer, what string, total int) *progress {
	p := &progress{out: out, what: what, total: total, told: time.Now()}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(what), progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// add counts n more.
func (p *progress) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	if p.bar != nil {
		_ = p.bar.Add(n)
	} else if time.Since(p.told) >= every {
		p.told = time.Now()
		fmt.Fprintf(p.out, "%s: %d of %d\n", p.what, p.done, p.total)
	}
}

// end takes the bar away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
