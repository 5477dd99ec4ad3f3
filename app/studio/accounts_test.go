package studio

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"taglane/app/access/accesstest"
	"taglane/app/taglane"
)

// events are the names of what a screen was told, in order.
type events struct {
	sync.Mutex
	names []string
	data  []any
}

func (e *events) event(name string, data any) {
	e.Lock()
	defer e.Unlock()
	e.names, e.data = append(e.names, name), append(e.data, data)
}

// since says what was told since it was asked last.
func (e *events) since() (names string, data []any) {
	e.Lock()
	defer e.Unlock()
	names, data = strings.Join(e.names, " "), e.data
	e.names, e.data = nil, nil
	return names, data
}

// A screen hears of what becomes of an account, may open the address of a login,
// and is told what a service did not hear.
func TestAScreenIsToldOfAccounts(t *testing.T) {
	h, told := accesstest.NewHost(t), &events{}
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Keyring, o.Emit = &accesstest.Ring{}, told.event
	s := choosing(t, o)
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: accesstest.AppSecret})
	if err != nil {
		t.Fatal(err)
	}
	told.since()
	if _, err := s.SetAccount(ctx, a.ID, "Yours", a.Settings); err != nil {
		t.Fatal(err)
	}
	if names, _ := told.since(); names != "outbox" {
		t.Errorf("of other settings a screen hears %q", names)
	}
	if _, err := s.SetAccount(ctx, a.ID, "", a.Settings); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without a name: %v", err)
	}
	if names, _ := told.since(); names != "" {
		t.Errorf("of a name that was refused a screen hears %q", names)
	}
	far, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Far", Settings: map[string]string{"base_url": "https://guestbook.example"}, Secret: accesstest.AppSecret})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.ConnectAccount(ctx, far.ID, func(string) error { return nil })
	if err != nil || !strings.HasPrefix(l.Address, "https://guestbook.example/auth?") || !s.Named(l.Address) || s.Named(l.Address+"&more=1") {
		t.Errorf("the address of the login may not be opened, or one like it may: %+v (%v)", l, err)
	}
	s.CancelLogin()
	enter(t, s, a.ID)
	if names, _ := told.since(); !strings.Contains(names, "login") {
		t.Errorf("of a login a screen hears %q", names)
	}
	if _, note, err := s.DisconnectAccount(ctx, a.ID); err != nil || note != "" {
		t.Fatalf("%q (%v)", note, err)
	}
	if names, _ := told.since(); names != "login" {
		t.Errorf("of a farewell a screen hears %q", names)
	}
	enter(t, s, a.ID)
	h.Set(func(h *accesstest.Host) { h.Deaf = true })
	told.since()
	note, err := s.RemoveAccount(ctx, a.ID)
	names, data := told.since()
	if err != nil || names != "notice" || note == "" || data[0] != (NoticeEvent{Kind: "info", Message: note}) {
		t.Errorf("of a farewell that nobody heard a screen hears %q, %v, and the note is %q (%v)", names, data, note, err)
	}
}
