package studio

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// launch is a studio with a clip that shows a mug, and two things that nobody
// may see yet: one until opens, the other an hour longer.
type launch struct {
	*Studio
	t       testing.TB
	now     *time.Time
	opens   time.Time
	clip    taglane.ID
	secrets []taglane.ID
	pages   string
	page    taglane.ID // an account of web pages
}

func aLaunch(t testing.TB) *launch {
	t.Helper()
	needTools(t)
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	l := &launch{t: t, now: &now, opens: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), pages: t.TempDir()}
	l.Studio = openAt(t, filepath.Join(t.TempDir(), "library"), l.now)
	t.Cleanup(func() { l.Close() })
	l.clip = filmed(t, l.Studio)
	for i, name := range []string{"Zephyrine", "Quillotte"} {
		id := addProduct(t, l.Studio, name)
		addTag(t, l.Studio, l.clip, id, taglane.Frame(80+60*i), taglane.Frame(130+60*i))
		if _, err := l.SetEmbargo(ctx, id, "", []string{"2026-12-01T10:00", "2026-12-01T11:00"}[i], "Europe/Berlin"); err != nil {
			t.Fatal(err)
		}
		l.secrets = append(l.secrets, id)
	}
	a, err := l.AddAccount(ctx, NewAccount{Service: "webpage", Name: "Pages", Settings: map[string]string{"dir": l.pages}})
	if err != nil {
		t.Fatal(err)
	}
	l.page = a.ID
	title, caption := "Two for the road", "Ad. A mug."
	if _, err := l.SetClip(ctx, l.clip, ClipFields{Title: &title, Caption: &caption}); err != nil {
		t.Fatal(err)
	}
	return l
}

// looked ticks that the picture itself shows nothing.
func (l *launch) looked(account taglane.ID) {
	l.t.Helper()
	if _, err := l.LeaveFinding(ctx, l.clip, account, drop.RuleVisual, "Not in the picture."); err != nil {
		l.t.Fatal(err)
	}
}

// says are the names of held things that anything in a folder says.
func (l *launch) says(dir string) (zephyrine, quillotte bool) {
	l.t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		z, q := names(string(b) + path)
		zephyrine, quillotte = zephyrine || z, quillotte || q
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return zephyrine, quillotte
}

func names(text string) (zephyrine, quillotte bool) {
	text = strings.ToLower(text)
	return strings.Contains(text, "zephyrine"), strings.Contains(text, "quillotte")
}

// kept is everything that a publication may still send: its row and its revision.
func (l *launch) kept(id taglane.ID) (outbox.Row, string) {
	l.t.Helper()
	r, err := l.store.Load(ctx, id)
	if err != nil {
		l.t.Fatal(err)
	}
	rev, err := l.store.Revision(ctx, r.Due())
	if err != nil {
		l.t.Fatal(err)
	}
	b, err := json.Marshal([]any{r, rev})
	if err != nil {
		l.t.Fatal(err)
	}
	return r, string(b)
}

// A page goes out at once and shows each thing at its time, under one address.
func TestAPageShowsEachThingAtItsTime(t *testing.T) {
	l := aLaunch(t)
	if _, err := l.Publish(ctx, l.clip, l.page, nil, time.Time{}); taglane.KindOf(err) != taglane.Refused {
		t.Fatal("nobody looked at the picture, and it is queued:", err)
	}
	l.looked(l.page)
	p, err := l.Publish(ctx, l.clip, l.page, nil, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	look := func(at time.Time, zephyrine, quillotte bool) {
		t.Helper()
		*l.now = at
		idle(t, l.Studio)
		z, q := l.says(l.pages)
		if z != zephyrine || q != quillotte {
			t.Fatalf("at %s the page says Zephyrine %v, Quillotte %v: %+v", at, z, q, shows(t, l.Studio, p.ID))
		}
		if _, sends := l.kept(p.ID); z != zephyrine || q != quillotte {
			t.Fatalf("at %s there may be sent %s", at, sends)
		}
	}
	look(*l.now, false, false)
	page, err := os.ReadFile(filepath.Join(l.pages, "two-for-the-road", "index.html"))
	if err != nil || !strings.Contains(string(page), "Tue 10:00 CET") || !strings.Contains(string(page), "Tue 11:00 CET") {
		t.Errorf("the page does not say when: %v", err)
	}
	if said := shows(t, l.Studio, p.ID); !strings.Contains(said.Message, "What is held back follows at") || said.CanUpdate {
		t.Errorf("it stands as %+v", said)
	}
	// A change of the words shows no more than before.
	caption := "Ad. A mug, and more."
	if _, err := l.SetClip(ctx, l.clip, ClipFields{Caption: &caption}); err != nil {
		t.Fatal(err)
	}
	l.looked(l.page)
	if _, err := l.UpdatePublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	look(l.opens.Add(-2*time.Minute), false, false) // nearer than that, the outbox would wait for it
	look(l.opens, true, false)
	look(l.opens.Add(58*time.Minute), true, false)
	look(l.opens.Add(time.Hour), true, true)
	b, err := os.ReadFile(filepath.Join(l.pages, "two-for-the-road", "timeline.json"))
	if err != nil || !strings.Contains(string(b), "https://lind.example/Zephyrine") {
		t.Errorf("the address of what is shown is missing: %v", err)
	}
	if entries, _ := os.ReadDir(l.pages); len(entries) != 1 {
		t.Errorf("there are %d pages", len(entries))
	}
}

// A page follows the times as they are moved, also when that is taken back, and
// at once when nothing is held back any more.
func TestAPageFollowsTheTimesAsTheyAreMoved(t *testing.T) {
	l := aLaunch(t)
	l.looked(l.page)
	p, err := l.Publish(ctx, l.clip, l.page, nil, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	idle(t, l.Studio)
	wall := func(product taglane.ID, wall string) {
		t.Helper()
		zone := "Europe/Berlin"
		if wall == "" {
			zone = ""
		}
		if _, err := l.SetEmbargo(ctx, product, "", wall, zone); err != nil {
			t.Fatal(err)
		}
	}
	look := func(at time.Time, zephyrine, quillotte bool) {
		t.Helper()
		*l.now = at
		idle(t, l.Studio)
		if z, q := l.says(l.pages); z != zephyrine || q != quillotte {
			t.Fatalf("at %s the page says Zephyrine %v, Quillotte %v: %+v", at, z, q, shows(t, l.Studio, p.ID))
		}
	}
	wall(l.secrets[0], "2026-12-03T10:00") // two days later
	look(l.opens.Add(30*time.Minute), false, false)
	look(l.opens.Add(time.Hour), false, true)
	wall(l.secrets[0], "2026-12-01T12:00") // and back, to an hour after the other
	look(l.opens.Add(90*time.Minute), false, true)
	wall(l.secrets[0], "")
	look(l.opens.Add(90*time.Minute), true, true)
}

// One of two is let go: the page shows it at once, and the other at its time.
func TestOneOfTwoIsLetGo(t *testing.T) {
	l := aLaunch(t)
	l.looked(l.page)
	if _, err := l.Publish(ctx, l.clip, l.page, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	idle(t, l.Studio)
	if _, err := l.SetEmbargo(ctx, l.secrets[0], "", "", ""); err != nil {
		t.Fatal(err)
	}
	idle(t, l.Studio)
	if z, q := l.says(l.pages); !z || q {
		t.Fatalf("let go: the page says Zephyrine %v, Quillotte %v", z, q)
	}
	*l.now = l.opens.Add(time.Hour)
	idle(t, l.Studio)
	if z, q := l.says(l.pages); !z || !q {
		t.Fatalf("at the time: the page says Zephyrine %v, Quillotte %v", z, q)
	}
}

// What is queued for its time carries everything, and cannot be moved before it.
func TestWhatIsQueuedForItsTimeStaysThere(t *testing.T) {
	l := aLaunch(t)
	account := stallAccount(t, l.Studio, "Stall")
	last := l.opens.Add(time.Hour)
	p, err := l.Publish(ctx, l.clip, account, nil, last)
	if err != nil {
		t.Fatal(err)
	}
	if _, sends := l.kept(p.ID); !strings.Contains(sends, "Quillotte") {
		t.Error("at its time it would go out without what is shown then")
	}
	for _, early := range []time.Time{{}, l.opens, last.Add(-time.Minute)} {
		if _, err := l.SchedulePublication(ctx, p.ID, early); taglane.KindOf(err) != taglane.Refused {
			t.Errorf("moved to %s: %v", early, err)
		}
	}
	// It is held back longer than was thought: nothing leaves.
	if _, err := l.SetEmbargo(ctx, l.secrets[1], "", "2026-12-02T10:00", "Europe/Berlin"); err != nil {
		t.Fatal(err)
	}
	*l.now = last
	idle(t, l.Studio)
	if p = shows(t, l.Studio, p.ID); p.Wait != "refused" || !strings.Contains(p.Message, "Queue the clip again") {
		t.Fatalf("%+v", p)
	}
	// It may be seen at once after all.
	if _, err := l.SetEmbargo(ctx, l.secrets[1], "", "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := l.RetryPublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	idle(t, l.Studio)
	if p = shows(t, l.Studio, p.ID); p.Stage != "tagged" {
		t.Fatalf("%+v", p)
	}
}

func TestWhatIsQueuedBeforeItsTimeLacksIt(t *testing.T) {
	l := aLaunch(t)
	for name, settings := range map[string][]string{"Stall": nil, "Stall with a clock": {"schedules", "yes"}} {
		account := stallAccount(t, l.Studio, name, settings...)
		l.looked(account)
		p, err := l.Publish(ctx, l.clip, account, nil, l.opens)
		if err != nil {
			t.Fatal(err)
		}
		row, sends := l.kept(p.ID)
		if z, q := names(sends); !z || q {
			t.Errorf("%v: at the first time it sends Zephyrine %v, Quillotte %v", settings, z, q)
		}
		if len(row.Next) != 1 || !row.Next[0].At.Equal(l.opens.Add(time.Hour)) {
			t.Errorf("%v: it is followed by %v", settings, row.Next)
		}
		for _, f := range mustCheck(t, l, account, l.opens) {
			if f.Rule == drop.RuleHeld && !strings.HasPrefix(f.Message, "One tag is held back until") {
				t.Errorf("%v: told is %s", settings, f.Message)
			}
		}
	}
}

func mustCheck(t testing.TB, l *launch, account taglane.ID, at time.Time) []Finding {
	t.Helper()
	r, err := l.CheckAt(ctx, l.clip, account, nil, at)
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

// Whatever is exported lacks what is held back, and says so; at the time it has it.
func TestExportsLackWhatIsHeldBack(t *testing.T) {
	l := aLaunch(t)
	look := func(has bool) {
		t.Helper()
		for _, f := range l.TagFormats() {
			if !f.Writes || f.ID == "cloudimage" { // which knows hotspots alone
				continue
			}
			text, err := l.TagsAs(ctx, l.clip, string(f.ID))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			losses, err := l.ExportTags(ctx, l.clip, string(f.ID), &b)
			if err != nil {
				t.Fatal(err)
			}
			for _, what := range []string{text.Text, b.String()} {
				if z, q := names(what); z != has || q != has {
					t.Errorf("%s says Zephyrine %v, Quillotte %v", f.ID, z, q)
				}
			}
			said := strings.Contains(strings.Join(text.Lost, " "), "tags that are held back")
			for _, loss := range losses {
				said = said || loss.What == "tags that are held back"
			}
			if said == has {
				t.Errorf("%s says that something is held back: %v", f.ID, said)
			}
		}
	}
	look(false)
	*l.now = l.opens.Add(time.Hour)
	look(true)
}

// What the creator's own words give away is refused wherever they would stand.
func TestWordsThatGiveAwayAreRefused(t *testing.T) {
	l := aLaunch(t)
	title := "Zephyrine is coming"
	if _, err := l.SetClip(ctx, l.clip, ClipFields{Title: &title}); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, err error) {
		t.Helper()
		if taglane.KindOf(err) != taglane.Refused || !strings.Contains(err.Error(), "Zephyrine") {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := l.Publish(ctx, l.clip, l.page, nil, time.Time{})
	refused("a page", err)
	_, err = l.TagsAs(ctx, l.clip, "json")
	if err == nil { // a timeline has no title
		_, err = l.TagsAs(ctx, l.clip, "otio")
	}
	refused("a timeline", err)
	_, err = l.ExportCovers(ctx, l.clip, []string{"story"}, "jpeg", "")
	refused("a cover", err)
	_, err = l.RenderVideo(ctx, l.clip, "small", Burn{}, "", nil)
	refused("a film", err)
}
