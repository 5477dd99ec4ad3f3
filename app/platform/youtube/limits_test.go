package youtube

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// untilOf is when an error says that it makes sense to ask again.
func untilOf(t testing.TB, err error) time.Time {
	t.Helper()
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Later {
		t.Fatalf("%v", err)
	}
	return e.Until
}

// nextDay is midnight in Los Angeles after the day a trip begins with.
var nextDay = time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)

func TestADayHasAHundredUploads(t *testing.T) {
	tr := begin(t, 1000)
	for range insertsADay {
		tr.open()
	}
	asked := len(tr.Door().Calls())
	_, err := tr.s.Open(t.Context(), tr.p.Key, tr.p)
	if at := untilOf(t, err); !at.Equal(nextDay) {
		t.Errorf("until %v, want %v", at, nextDay)
	}
	if !strings.Contains(taglane.MessageOf(err), "YouTube") {
		t.Errorf("told as %v", err)
	}
	for _, c := range tr.Door().Calls()[asked:] {
		if c.Path == uploadPath {
			t.Error("YouTube was asked all the same")
		}
	}
	// What is left of the other calls does not suffer.
	if got, want := tr.Spent(), (youtubetest.Spent{Inserts: 100, Units: 101}); got != want {
		t.Errorf("spent %+v, want %+v", got, want)
	}
	tr.Clock.Set(nextDay)
	tr.open()
}

func TestWhatIsSpentOutlivesTheProgram(t *testing.T) {
	tr := begin(t, 1000)
	var kept json.RawMessage
	tr.s.Pace(nil, func(state json.RawMessage) { kept = state })
	tr.open().sendAll().release()

	memories.Clear() // the program ended
	fresh := openFar(t, tr.Twin, nil)
	fresh.limits = newLimits(tr.Clock.Now)
	fresh.Pace(kept, func(json.RawMessage) {})
	h, err := fresh.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	spent := tr.Spent()
	for i, want := range []int{insertsADay - spent.Inserts, unitsADay - spent.Units} {
		if q := h.Quotas[i]; q.Left != int64(want) || !q.ResetAt.Equal(nextDay) {
			t.Errorf("%+v, want %d left", q, want)
		}
	}
}

// Whoever opens an account again with what was kept a while ago forgets nothing
// that became known since.
func TestWhatIsKnownIsYoungerThanWhatWasKept(t *testing.T) {
	tr := begin(t, 1000)
	var kept json.RawMessage
	tr.s.Pace(nil, func(state json.RawMessage) { kept = state })
	tr.open()
	tr.s.flying(session{URI: "x"}, 1)
	old := kept
	tr.s.flying(session{URI: "x"}, 0)
	again := openFar(t, tr.Twin, nil)
	again.Pace(old, func(json.RawMessage) {})
	if again.flown(session{URI: "x"}) || tr.s.flown(session{URI: "x"}) {
		t.Error("what was answered is in flight again")
	}
}

// The day is the client's, so all its accounts see what each has spent.
func TestAccountsOfAClientShareItsDay(t *testing.T) {
	far := newFar(t)
	open := func(id taglane.ID) *Service {
		a := far.Account()
		a.ID = id
		p, err := New(a, far.Secret())
		if err != nil {
			t.Fatal(err)
		}
		return p.(*Service)
	}
	one, two := open("one"), open("two")
	var states [2]notes
	for i, s := range []*Service{one, two} {
		s.Pace(nil, func(state json.RawMessage) { _ = json.Unmarshal(state, &states[i]) })
	}
	if err := one.limits.units.Take(500); err != nil {
		t.Fatal(err)
	}
	if left := two.quotas()[1].Left; left != unitsADay-500 {
		t.Errorf("the other account has %d left", left)
	}
	for i, s := range states {
		if s.Spent.Units.Levels["day"].Left != unitsADay-500 {
			t.Errorf("account %d keeps %+v", i+1, s.Spent)
		}
	}
	if open("one").memory != one.memory || one.memory == two.memory {
		t.Error("an account opened twice knows two things, or two accounts one")
	}
}

func TestWhatIsFurtherCounts(t *testing.T) {
	l := newLimits(func() time.Time { return nextDay.Add(-time.Hour) })
	if err := l.units.Take(100); err != nil {
		t.Fatal(err)
	}
	was := l.units.Snapshot()
	for name, c := range map[string]struct {
		left float64
		at   time.Time
		want float64
	}{
		"more was spent":      {5000, nextDay.Add(-2 * time.Hour), 5000},
		"less was spent":      {9990, nextDay.Add(-time.Hour), 9900},
		"the day before":      {3, nextDay.Add(-30 * time.Hour), 9900},
		"a day from tomorrow": {7, nextDay.Add(time.Hour), 7},
	} {
		old := was
		old.Levels = map[string]httpx.Level{"day": {Left: c.left, At: c.at}}
		if got := further(was, old).Levels["day"].Left; got != c.want {
			t.Errorf("%s: %v left, want %v", name, got, c.want)
		}
	}
}

// When somebody else has spent the day, YouTube says so once, and is not asked
// again before the next.
func TestADaySpentElsewhere(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	tr.SpendElsewhere(youtubetest.Spent{Units: unitsADay - 20})
	_, err := tr.s.Release(t.Context(), tr.up, tr.p)
	if at := untilOf(t, err); !at.Equal(nextDay) {
		t.Errorf("until %v", at)
	}
	asked := len(tr.Door().Calls())
	_, err = tr.s.Release(t.Context(), tr.up, tr.p)
	if at := untilOf(t, err); !at.Equal(nextDay) || len(tr.Door().Calls()) != asked {
		t.Errorf("until %v, asked %d times", at, len(tr.Door().Calls())-asked)
	}
	if q := tr.s.quotas()[1]; q.Left != 0 || !q.ResetAt.Equal(nextDay) {
		t.Errorf("%+v", q)
	}
	tr.Clock.Set(nextDay)
	tr.release()
}

// A channel that is full keeps nobody else's from uploading.
func TestAFullChannel(t *testing.T) {
	tr := begin(t, 1000)
	tr.Instead(begins, 1, youtubetest.No(400, "youtube.video", "uploadLimitExceeded"))
	var kept json.RawMessage
	tr.s.Pace(nil, func(state json.RawMessage) { kept = state })
	_, err := tr.s.Open(t.Context(), tr.p.Key, tr.p)
	want := tr.Clock.Now().Add(24 * time.Hour)
	if at := untilOf(t, err); !at.Equal(want) {
		t.Errorf("until %v", at)
	}
	memories.Clear()
	again := openFar(t, tr.Twin, nil)
	again.Pace(kept, func(json.RawMessage) {})
	asked := len(tr.Door().Calls())
	_, err = again.Open(t.Context(), tr.p.Key, tr.p)
	if at := untilOf(t, err); !at.Equal(want) || len(tr.Door().Calls()) != asked {
		t.Errorf("until %v, or YouTube was asked", at)
	}
	if tr.s.limits.inserts.Take(1) != nil {
		t.Error("other channels of the client wait as well")
	}
	tr.Clock.Pass(24 * time.Hour)
	tr.s = again
	tr.open()
}

func TestHealth(t *testing.T) {
	tr := begin(t, 1000)
	h, err := tr.s.Health(t.Context())
	if err != nil || h.Name != youtubetest.ChannelName || len(h.Scopes) != 3 || len(h.Quotas) != 2 || h.Note.Format != "" {
		t.Fatalf("%+v, %v", h, err)
	}
	for _, s := range h.Scopes {
		if !s.Granted || s.For.Format == "" {
			t.Errorf("%+v", s)
		}
	}
	tr.Leave(mayUpload + " " + mayRead)
	h, err = openFar(t, tr.Twin, nil).Health(t.Context())
	if err != nil || !h.Scopes[0].Granted || !h.Scopes[1].Granted || h.Scopes[2].Granted || h.Note.Format == "" {
		t.Errorf("%+v, %v", h, err)
	}
	h, err = openFar(t, tr.Twin, nil, "channel_id", "UCother").Health(t.Context())
	if err != nil || h.Note.Format == "" {
		t.Errorf("another channel: %+v, %v", h, err)
	}
	tr.EndLogins()
	_, err = tr.s.Health(t.Context())
	kind(t, err, taglane.Login)
}

// A computer that thinks it is tomorrow gets no new day of YouTube's, and waits
// by its own clock.
func TestTheDayIsYouTubes(t *testing.T) {
	tr := begin(t, 1000)
	wrong := func() time.Time { return tr.Clock.Now().Add(24 * time.Hour) }
	l := newLimits(tr.Clock.Now)
	tr.s.limits = l
	if err := l.units.Take(unitsADay - 1); err != nil {
		t.Fatal(err)
	}
	l.clock.wall = wrong
	if _, err := tr.s.channel(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := l.units.Left("day"); left != 0 {
		t.Errorf("%v units are left of a day that is used up", left)
	}
	_, err := tr.s.channel(t.Context())
	var full *taglane.Error
	if !errors.As(err, &full) || full.Kind != taglane.Later || !full.Until.Equal(midnight(tr.Clock.Now()).Add(24*time.Hour)) {
		t.Errorf("it waits: %v, and it is %v here", err, wrong())
	}
	if again := newLimits(wrong); again.clock.restore(l.state.Ahead) != -24*time.Hour {
		t.Errorf("kept: %v", l.state.Ahead)
	}
}
