package team_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/team"
)

// laptop is a device of a team with its log.
type laptop struct {
	name  string
	log   *edit.Memory
	clock *edit.Clock
	marks team.Marks
	own   []edit.Edit
	place team.Exchange
}

type tb interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func join(t tb, root, name string) *laptop {
	t.Helper()
	f, err := team.JoinFolder(root, name)
	if err != nil {
		t.Fatal(err)
	}
	return at(f, name)
}

// at is a new library of a device that exchanges at a place.
func at(place team.Exchange, name string) *laptop {
	return &laptop{name: name, log: edit.NewMemory(), clock: &edit.Clock{Device: name, Wall: time.Now}, marks: team.Marks{}, place: place}
}

// does makes an edit of about so many bytes.
func (l *laptop) does(t tb, bytes int) {
	t.Helper()
	value, err := json.Marshal(fmt.Sprintf("%s %d %s", l.name, len(l.own), strings.Repeat("x", bytes)))
	if err != nil {
		t.Fatal(err)
	}
	cell := edit.Cell{Kind: "tag", ID: fmt.Sprint(len(l.own) % 5), Field: "notes"}
	e, err := edit.Do(l.log, l.clock, edit.Draft{By: l.name, Scope: "c", Label: "Write a note", Writes: []edit.Write{{Cell: cell, Value: value}}})
	if err != nil {
		t.Fatal(err)
	}
	l.own = append(l.own, e)
}

// mine is the laptop's own log, as Send asks for it.
func (l *laptop) mine(_ context.Context, after uint64, most int) ([]edit.Edit, error) {
	i := min(int(after), len(l.own))
	return l.own[i:min(i+most, len(l.own))], nil
}

func (l *laptop) take(es []edit.Edit) error {
	applied, err := edit.Merge(l.log, l.clock, es...)
	for _, e := range applied {
		if e.Device == l.name { // the library had lost it
			l.own = append(l.own, e)
		}
	}
	return err
}

// sync receives and sends.
func (l *laptop) sync(t tb) {
	t.Helper()
	if err := l.trySync(); err != nil {
		t.Fatalf("%s: %v", l.name, err)
	}
}

func (l *laptop) trySync() (err error) {
	ctx := context.Background()
	if l.marks, err = l.place.Receive(ctx, l.marks, l.take); err != nil {
		return err
	}
	l.marks[l.name], err = l.place.Send(ctx, l.marks[l.name], l.mine)
	return err
}

// files are those of a device's lines in order.
func files(t tb, root, device string) []string {
	t.Helper()
	out, err := filepath.Glob(filepath.Join(root, "edits", device, "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func text(t tb, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t tb, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func alike(t *testing.T, laptops ...*laptop) {
	t.Helper()
	for _, l := range laptops[1:] {
		if a, b := laptops[0].log.State(), l.log.State(); fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s and %s show different things: %d and %d cells", laptops[0].name, l.name, len(a), len(b))
		}
	}
}
