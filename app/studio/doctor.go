package studio

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Health is what Examine found.
type Health struct {
	Checks []HealthCheck `json:"checks"`
}

// HealthCheck is one thing looked at; Fix is the one command that mends it.
type HealthCheck struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

// Examine looks at the machine and the library without changing either, also
// when neither can be used.
func Examine(ctx context.Context, o Options) Health {
	h := examineTools(ctx)
	h.Checks = append(h.Checks, examineLibrary(ctx, o))
	return h
}

// Doctor examines from inside an open library.
func (s *Studio) Doctor(ctx context.Context) Health {
	h := examineTools(ctx)
	c := HealthCheck{Name: "library", OK: true, Detail: "Every page of " + s.o.Dir + " is whole."}
	if err := s.store.Check(ctx); err != nil {
		c.OK, c.Detail = false, taglane.MessageOf(s.logged(err))
	}
	ledger := HealthCheck{Name: "ledger", OK: true, Detail: "The ledger of what was published is whole."}
	if wrong := s.ledger.Damage(); wrong != "" {
		ledger.OK, ledger.Detail = false, wrong
	}
	h.Checks = append(h.Checks, c, ledger)
	return h
}

func examineLibrary(ctx context.Context, o Options) HealthCheck {
	c := HealthCheck{Name: "library", OK: true, Detail: "The library in " + o.Dir + " is whole."}
	st, err := store.Open(ctx, store.Options{Dir: o.Dir, Now: o.Now, NewID: o.NewID})
	if err == nil {
		err = st.Check(ctx)
		defer st.Close()
	}
	switch taglane.KindOf(err) {
	case "":
	case taglane.Conflict:
		c.Detail = "The library in " + o.Dir + " is open in another Taglane."
	default:
		c.OK, c.Detail = false, taglane.MessageOf(err)
	}
	return c
}

// needs are the parts of ffmpeg without which some of the studio stands still.
var needs = []struct{ list, name, why, fix string }{
	{"-encoders", "libx264", "makes previews that scrub exactly", "sudo apt-get install -y ffmpeg"},
	{"-encoders", "aac", "keeps the sound of previews", "sudo apt-get install -y ffmpeg"},
	{"-decoders", "hevc", "opens what newer phones film", "sudo apt-get install -y ffmpeg"},
	{"-filters", "scdet", "finds where a scene begins", "sudo apt-get install -y ffmpeg"},
}

func examineTools(ctx context.Context) Health {
	h := Health{Checks: []HealthCheck{}}
	tool, err := media.Find()
	if err != nil {
		return Health{[]HealthCheck{{"ffmpeg", false, taglane.MessageOf(err), "sudo apt-get install -y ffmpeg"}}}
	}
	version, err := tool.Version(ctx)
	if err != nil {
		return Health{[]HealthCheck{{"ffmpeg", false, taglane.MessageOf(err), "sudo apt-get install -y ffmpeg"}}}
	}
	h.Checks = append(h.Checks, HealthCheck{"ffmpeg", true, version, ""})
	lists := map[string]string{}
	for _, n := range needs {
		if _, have := lists[n.list]; !have {
			lists[n.list] = listing(ctx, tool.FFmpeg, n.list)
		}
		c := HealthCheck{Name: n.name, OK: strings.Contains(lists[n.list], " "+n.name+" "), Detail: "It " + n.why + "."}
		if !c.OK {
			c.Detail, c.Fix = fmt.Sprintf("This ffmpeg lacks %s, which %s.", n.name, n.why), n.fix
		}
		h.Checks = append(h.Checks, c)
	}
	return h
}

func listing(ctx context.Context, program, list string) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "-hide_banner", "-v", "error", list).Output()
	if err != nil {
		return ""
	}
	return string(out)
}
