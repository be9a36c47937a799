package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
)

// ports gives every server of a folder a free port on loopback and remembers it, so that addresses stay the same from
// start to start while nobody else takes them.
type ports struct {
	path  string
	used  map[string]int // what this folder remembers
	given map[int]bool   // handed out in this run
	any   bool           // tests: no preference, so that clusters that start side by side do not meet
	say   func(string)
}

func loadPorts(path string, any bool, say func(string)) (*ports, error) {
	p := &ports{path: path, used: map[string]int{}, given: map[int]bool{}, any: any, say: say}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &p.used); err != nil {
		p.used = map[string]int{} // torn by a crash: choose anew
	}
	return p, nil
}

// pick answers the preferred port of name if it is free, else the remembered one, else the next free one after it. What
// differs from the preference is said, unless the name tells that the port is internal.
func (p *ports) pick(name string, preferred int) (int, error) {
	from := preferred
	if p.any {
		preferred, from = 0, 10_000+rand.IntN(20_000) // below the range from which systems take ports for outgoing connections
	}
	if from == 0 {
		from = 15_432
	}
	wishes := []int{preferred, p.used[name]}
	for port := from; port < min(from+1000, 1<<16); port++ {
		wishes = append(wishes, port)
	}
	for _, port := range wishes {
		if port == 0 || p.given[port] || !free(port) {
			continue
		}
		expected := preferred
		if expected == 0 {
			expected = p.used[name]
		}
		if expected != 0 && port != expected && !strings.Contains(name, "internal") {
			p.say(fmt.Sprintf("port %d is taken: %s uses %d", expected, name, port))
		}
		p.given[port], p.used[name] = true, port
		return port, p.save()
	}
	return 0, fmt.Errorf("no free port for %s from %d on", name, from)
}

func (p *ports) save() error {
	text, err := json.MarshalIndent(p.used, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.path+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(p.path+".new", p.path)
}

// listen binds the port of name and answers its socket, to be handed to a server: nobody can take the port between, and
// callers wait in line while the server is started again.
func (p *ports) listen(name string, preferred int) (*os.File, int, error) {
	for {
		port, err := p.pick(name, preferred)
		if err != nil {
			return nil, 0, err
		}
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue // taken this very moment; pick does not answer it again
		}
		f, err := l.(*net.TCPListener).File()
		return f, port, errors.Join(err, l.Close())
	}
}

func free(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
