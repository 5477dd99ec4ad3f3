//go:build linux && amd64

package faults_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/memory"
	"taglane/app/taglane"
)

// acts are the things that a person does in a day, each with what it leaves.
func (b *bench) acts() []act {
	desk := b.desks(1, rand.New(rand.NewPCG(2, 3)))[0]
	far := b.t.TempDir()
	var made struct{ Account struct{ ID string } }
	b.must(&made, "accounts", "add", "memory", "--name", "far", "--set", "dir="+far)
	whole := filepath.Join(b.dir, "whole") // written before anything goes wrong
	b.must(nil, "export-all", whole, "--films")
	b.gate = b.behind(b.library)
	b.wake()
	if err := desk.settle(b.l, b.r); err != nil {
		b.t.Fatal(err)
	}
	out := []act{b.start(desk)}
	for kind, name := range map[int]string{0: "AddTag", 2: "MoveTags", 5: "SetTag", 7: "RemoveTags", 8: "Undo", 9: "Redo", 10: "AddComment", 11: "SetClip"} {
		out = append(out, b.gesture(desk, kind, name))
	}
	slices.SortFunc(out[1:], func(x, y act) int { return strings.Compare(x.name, y.name) })
	account, kept := made.Account.ID, &shelf{bench: b, whole: map[string]int{}}
	return append(out,
		b.one("AddProduct", "title", "Products", []any{""}, func(l *living, name string) error {
			return l.ask(nil, "AddProduct", map[string]string{"title": name, "url": "https://shop.example/one", "relation": "own"})
		}),
		b.one("AddProject", "name", "Library.projects", nil, func(l *living, name string) error { return l.ask(nil, "AddProject", name) }),
		b.one("AddAccount", "name", "Accounts", nil, func(l *living, name string) error {
			return l.ask(nil, "AddAccount", "memory", name, map[string]string{"dir": far}, map[string]string{})
		}),
		b.one("Checkpoint", "checkpoint", "History", []any{desk.clip}, func(l *living, name string) error {
			b.gate.rest()
			if err := desk.take(l, desk.next(11)); err != nil { // a step has one name
				return err
			}
			b.gate.again()
			return l.ask(nil, "Checkpoint", desk.clip, name)
		}),
		b.one("ImportProducts", "title", "Products", []any{""}, func(l *living, name string) error {
			var report struct{ Taken int }
			feed := "title,link\n" + name + ",https://shop.example/" + strings.ReplaceAll(name, " ", "-") + "\n"
			return l.put(&report, "ImportProducts", "feed.csv", []byte(feed))
		}),
		b.writingAll(), // before there is anything else to do in the background
		kept.taking(),
		kept.choosing(),
		kept.restoring(desk),
		b.makingAgain(whole),
		b.importing(),
		b.exporting(desk.clip),
		b.setting(),
		b.queueing(desk, account),
		b.publishing(desk, account, far),
	)
}

// gesture is an act at the desk, which has its own journal.
func (b *bench) gesture(d *desk, kind int, verb string) act {
	return act{name: verb, do: func(l *living) error {
		for range 100 {
			if s := d.next(kind); s.verb == verb {
				b.gate.again() // only the gesture counts
				return d.take(l, s)
			}
			b.gate.rest()
			if err := d.work(l); err != nil {
				return err
			}
		}
		return fmt.Errorf("there is never anything to %s", verb)
	}, settle: func(l *living, _ error) error { return d.settle(l, b.r) }}
}

// one is an act that adds one thing of a name to a list, or not.
func (b *bench) one(verb, field, list string, args []any, do func(l *living, name string) error) act {
	n := 0
	old := []string{}
	name := func() string { return fmt.Sprintf("%s %d", verb, n) }
	see := func(l *living) ([]string, error) { return listed(l, field, list, args...) }
	return act{name: verb, do: func(l *living) (err error) {
		b.gate.rest()
		if old, err = see(l); err != nil {
			return err
		}
		n++
		b.gate.again()
		return do(l, name())
	}, settle: func(l *living, failed error) error {
		now, err := see(l)
		if err != nil {
			return err
		}
		without := slices.DeleteFunc(slices.Clone(now), func(s string) bool { return s == name() })
		added := len(now) - len(without)
		slices.Sort(without)
		was := slices.Sorted(slices.Values(old))
		if added > 1 || failed == nil && added != 1 || !slices.Equal(without, was) {
			return fmt.Errorf("%d were added to %q: %q", added, old, now)
		}
		return nil
	}}
}

// listed reads one field of what a verb lists, or of a list within its answer.
func listed(l *living, field, verb string, args ...any) (out []string, err error) {
	verb, within, _ := strings.Cut(verb, ".")
	var raw json.RawMessage
	if err := l.ask(&raw, verb, args...); err != nil {
		return nil, err
	}
	if within != "" {
		var whole map[string]json.RawMessage
		if err := json.Unmarshal(raw, &whole); err != nil {
			return nil, err
		}
		raw = whole[within]
	}
	var list []map[string]any
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	for _, v := range list {
		if text, _ := v[field].(string); text != "" {
			out = append(out, text)
		}
	}
	return out, nil
}

// importing drops a file into the tab; afterwards the clip is there with its
// whole file, or not there.
func (b *bench) importing() act {
	short, err := shortClip()
	if err != nil {
		b.t.Fatal(err)
	}
	n := 0
	var imported []byte
	a := b.one("Import", "name", "Clips.cards", []any{map[string]any{}}, func(l *living, name string) error {
		n++
		imported = append(slices.Clone(short), fmt.Sprintf("\x00\x00\x00\x10free%08d", n)...)
		var report struct{ Refused []struct{ Error refusal } }
		err := l.put(&report, "ImportFile", name+".mp4", imported)
		if err == nil && len(report.Refused) > 0 {
			return &report.Refused[0].Error
		}
		return err
	})
	settle := a.settle
	a.settle = func(l *living, failed error) error {
		if err := settle(l, failed); err != nil {
			return err
		}
		var page struct{ Cards []struct{ Name, Path string } }
		if err := l.ask(&page, "Clips", map[string]any{}); err != nil {
			return err
		}
		for _, c := range page.Cards {
			if c.Name == fmt.Sprintf("Import %d", n) {
				if there, err := os.ReadFile(c.Path); err != nil || !bytes.Equal(there, imported) {
					return fmt.Errorf("the clip is there and its file is not: %v", err)
				}
			}
		}
		return nil
	}
	return a
}

// exporting writes a file; what lies in the folder under a name is whole.
func (b *bench) exporting(clip string) act {
	folder := filepath.Join(b.library, "exports")
	whole := 0
	see := func() (files int, err error) {
		list, err := filepath.Glob(filepath.Join(folder, "*.csv"))
		for _, f := range list {
			text, err := os.ReadFile(f)
			if whole == 0 {
				whole = len(text)
			}
			if err != nil || len(text) != whole {
				return 0, fmt.Errorf("%s has %d bytes of %d: %v", filepath.Base(f), len(text), whole, err)
			}
		}
		return len(list), err
	}
	old := 0
	return act{name: "ExportNotes", do: func(l *living) (err error) {
		if old, err = see(); err != nil {
			return err
		}
		return l.ask(nil, "ExportNotes", clip, "csv", "", false)
	}, settle: func(_ *living, failed error) error {
		now, err := see()
		if err == nil && (now > old+1 || failed == nil && now != old+1) {
			err = fmt.Errorf("there are %d files after %d", now, old)
		}
		return err
	}}
}

func (b *bench) setting() act {
	see := func(l *living) (string, error) {
		var all map[string]string
		err := l.ask(&all, "Settings")
		return all["theme"], err
	}
	old, n := "", 0
	value := func() string { return []string{"light", "dark"}[n%2] }
	return act{name: "SetSetting", do: func(l *living) (err error) {
		b.gate.rest()
		if old, err = see(l); err != nil {
			return err
		}
		n++
		b.gate.again()
		return l.ask(nil, "SetSetting", "theme", value())
	}, settle: func(l *living, failed error) error {
		now, err := see(l)
		if err == nil && now != value() && (failed == nil || now != old) {
			err = fmt.Errorf("it is %q, was %q, was to be %q", now, old, value())
		}
		return err
	}}
}

// queueing puts a new take of the clip into the outbox, which rests.
func (b *bench) queueing(d *desk, account string) act {
	old, ids := 0, []string{}
	see := func(l *living) (n int, err error) {
		ids, err = listed(l, "id", "Outbox")
		return len(ids), err
	}
	return act{name: "Publish", do: func(l *living) (err error) {
		b.gate.rest()
		if err := l.ask(nil, "PauseOutbox", true); err != nil {
			return err
		}
		if old, err = see(l); err != nil {
			return err
		}
		if err := d.take(l, d.next(11)); err != nil {
			return err
		}
		b.gate.again()
		return l.ask(nil, "Publish", d.clip, account, map[string]string{}, "")
	}, settle: func(l *living, failed error) error {
		now, err := see(l)
		if err == nil && (now > old+1 || failed == nil && now != old+1) {
			err = fmt.Errorf("%d publications are queued after %d", now, old)
		}
		return err
	}}
}

// publishing carries a new take to the far side while calls fail. What is
// public is counted when the trouble is over.
func (b *bench) publishing(d *desk, account, far string) act {
	id := ""
	stage := func(l *living) (string, error) {
		var p publication
		err := l.ask(&p, "Publication", id)
		return p.Stage + " " + p.Wait, err
	}
	return act{name: "outbox", do: func(l *living) (err error) {
		b.gate.rest()
		if err := errors.Join(l.ask(nil, "PauseOutbox", false), d.take(l, d.next(11))); err != nil {
			return err
		}
		b.gate.again()
		var p struct{ ID string }
		if err := l.ask(&p, "Publish", d.clip, account, map[string]string{}, ""); err != nil {
			id = ""
			return err
		}
		id = p.ID
		for range 100 {
			if now, err := stage(l); err == nil && now != "queued " && now != "open " && now != "sent " && now != "ready " && now != "live " {
				return nil // carried there, or it waits
			}
			time.Sleep(5 * time.Millisecond)
		}
		return nil
	}, settle: func(l *living, failed error) error {
		if id == "" {
			return nil // the other act looks at what was queued
		}
		posts, err := memory.Posts(taglane.Account{Settings: map[string]string{"dir": far}})
		if err != nil {
			return err
		}
		keys := map[string]int{}
		for _, p := range posts {
			if keys[p.Key]++; keys[p.Key] > 1 {
				return fmt.Errorf("%s is public %d times", p.Title, keys[p.Key])
			}
		}
		for began := time.Now(); time.Since(began) < 3*time.Minute; time.Sleep(20 * time.Millisecond) {
			now, err := stage(l)
			if err != nil || now == "tagged " {
				return err
			}
			if strings.HasSuffix(now, "unsure") || strings.HasSuffix(now, "refused") {
				return fmt.Errorf("the publication is %s", now)
			}
			_ = l.ask(nil, "RetryPublication", id)
		}
		now, _ := stage(l)
		return fmt.Errorf("the publication stays at %s", now)
	}}
}

// start is the opening of the library: a program that cannot open it says why
// and ends, and the next one opens it.
func (b *bench) start(d *desk) act {
	return act{name: "open", do: func(*living) error {
		if b.l != nil && b.l.alive() {
			b.gate.rest()
			if err := b.l.leave(); err != nil {
				return err
			}
			b.gate.again()
		}
		l, address, err := b.launch()
		if err != nil {
			return err
		}
		b.l = l
		if err := l.meet(address); err != nil {
			return err
		}
		return l.ask(nil, "Library")
	}, settle: func(*living, error) error {
		b.wake() // where it said why it does not open, it has ended
		return errors.Join(b.works(), d.settle(b.l, b.r))
	}}
}

// works says whether the library that was opened can be worked on: that a start
// went ill is no reason for showing it alone.
func (b *bench) works() error {
	var now struct{ Viewed string }
	err := errors.Join(b.l.ask(nil, "PauseJobs", true), b.l.ask(&now, "Standing"))
	if err == nil && now.Viewed != "" {
		err = errors.Join(errors.New(now.Viewed), b.l.leave()) // the next one opens it anew
	}
	return err
}
