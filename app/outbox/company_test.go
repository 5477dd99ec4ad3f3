package outbox

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"taglane/app/taglane"
)

// trio is a page, a shop and a video that become public together.
func trio(t *testing.T) *cast {
	t.Helper()
	c := newCast(t, Row{ID: "a-video"}, Row{ID: "b-shop", Leads: 2}, Row{ID: "c-page", Leads: 1})
	if err := c.Together(c.ctx, "a-video", "b-shop", "c-page"); err != nil {
		t.Fatal(err)
	}
	return c
}

// when runs do at a time, while the others go on.
func (c *cast) when(at time.Time, do func()) {
	go func() {
		time.Sleep(at.Sub(c.Now()))
		do()
	}()
}

// What goes together goes in its order, at its time, and where one comes a few
// minutes late all of them do.
func TestTogetherTheyGoInOrder(t *testing.T) {
	for _, late := range []time.Duration{0, 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			c := trio(t)
			if late > 0 {
				if _, err := c.Hold(c.ctx, "b-shop", WaitsPaused); err != nil {
					t.Fatal(err)
				}
				c.when(c.at.Add(late), func() {
					for _, id := range []taglane.ID{"a-video", "b-shop", "c-page"} {
						if r, _ := c.shelf.Load(t.Context(), id); r.Stage >= Live {
							t.Errorf("%s is public without the others", id)
						}
					}
					_, _ = c.Retry(c.ctx, "b-shop")
				})
			}
			c.run(t, 3)
			if !slices.Equal(c.told, []taglane.ID{"c-page", "b-shop", "a-video"}) {
				t.Errorf("%s late: public in the order %v", late, c.told)
			}
			for id, r := range c.shelf.Rows {
				if after := r.IntentAt.Sub(c.at.Add(late)); after < 0 || after > 4*lookAgain {
					t.Errorf("%s late: %s went at %s", late, id, r.IntentAt)
				}
			}
		})
	}
}

// Where one of them cannot, none goes out, and half an hour later a person is
// asked about each that could; who is said to go, goes alone.
func TestWhereOneCannotNoneGoes(t *testing.T) { synctest.Test(t, whereOneCannot) }

func whereOneCannot(t *testing.T) {
	c := trio(t)
	if _, err := c.Hold(c.ctx, "b-shop", WaitsPaused); err != nil {
		t.Fatal(err)
	}
	c.when(c.at.Add(time.Minute), func() {
		r, _ := c.shelf.Load(t.Context(), "a-video")
		if said := r.Sentence("Video", c.Now()).String(); !strings.Contains(said, "It waits for what becomes public together with it. Nothing is public yet.") {
			t.Error(said)
		}
	})
	c.when(c.at.Add(grace+2*lookAgain), func() {
		for id, wait := range map[taglane.ID]Wait{"a-video": WaitsLate, "b-shop": WaitsPaused, "c-page": WaitsLate} {
			if r, _ := c.shelf.Load(c.ctx, id); r.Wait != wait || r.Stage >= Live {
				t.Errorf("%s: %+v", id, r)
			}
		}
		_, _ = c.Retry(c.ctx, "a-video")
	})
	c.run(t, 1)
	if !slices.Equal(c.told, []taglane.ID{"a-video"}) {
		t.Errorf("public: %v", c.told)
	}
}

// Who was called off, or has another time by now, is waited for no longer.
func TestWhoIsNoneOfThemIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := trio(t)
		if _, err := c.Cancel(c.ctx, "b-shop"); err != nil {
			t.Fatal(err)
		}
		c.run(t, 2)
		if !slices.Equal(c.told, []taglane.ID{"c-page", "a-video"}) {
			t.Errorf("public: %v", c.told)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c := trio(t)
		later := c.at.Add(time.Hour)
		if _, err := c.Schedule(c.ctx, "c-page", func(Row) (time.Time, map[string]string, error) { return later, nil, nil }); err != nil {
			t.Fatal(err)
		}
		c.run(t, 3)
		if !slices.Equal(c.told, []taglane.ID{"b-shop", "a-video", "c-page"}) || c.shelf.Rows["c-page"].IntentAt.Before(later) {
			t.Errorf("public: %v", c.told)
		}
	})
}

func TestTogetherIsAPersonsVerb(t *testing.T) {
	c := trio(t)
	if with := c.shelf.Rows["b-shop"].With; !slices.Equal(with, []taglane.ID{"a-video", "c-page"}) {
		t.Errorf("the shop goes with %v", with)
	}
	if err := c.Together(c.ctx, "b-shop"); err != nil || len(c.shelf.Rows["b-shop"].With) > 0 {
		t.Errorf("by itself again: %v, %v", c.shelf.Rows["b-shop"].With, err)
	}
	r := c.shelf.Rows["c-page"]
	r.At = r.At.Add(time.Minute)
	c.shelf.Rows["c-page"] = r
	if err := c.Together(c.ctx, "a-video", "c-page"); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("at two times: %v", err)
	}
	r.At, r.Stage, r.Intent = c.at, Ready, Live
	c.shelf.Rows["c-page"] = r
	if err := c.Together(c.ctx, "a-video", "c-page"); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("asked for already: %v", err)
	}
	if err := c.Together(c.ctx, "a-video", "nobody"); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("nobody: %v", err)
	}
}
