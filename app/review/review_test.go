package review

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

var ctx = context.Background()

// desk lends a clip whose small film is of a size, and keeps what is handed out.
func desk(t *testing.T, size int64) (*Review, map[taglane.ID]taglane.Room) {
	t.Helper()
	dir, kept := t.TempDir(), map[taglane.ID]taglane.Room{}
	film := filepath.Join(dir, "proxy.mp4")
	f, err := os.Create(film)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	return New(Lent{
		Now: func() time.Time { return made }, NewID: func() taglane.ID { return "room-1" }, Tell: func(s taglane.Said) string { return s.String() },
		Language: func() string { return "de" }, By: func(context.Context) (string, error) { return "Nora", nil },
		Draft: func(_ context.Context, clip taglane.ID) (taglane.Draft, string, error) {
			if clip != "clip1" {
				return taglane.Draft{}, "", taglane.Errorf(taglane.NotFound, "There is no such clip.")
			}
			return sunday(t).Draft, strings.Repeat("ab", 32), nil
		},
		Version:  func(context.Context, taglane.ID) (taglane.ID, error) { return "cut-2", nil },
		Comments: func(context.Context, taglane.ID) ([]Comment, error) { return sunday(t).Comments, nil },
		Film:     func(context.Context, taglane.ID) (string, string, error) { return film, "video/mp4", nil },
		Poster:   func(context.Context, taglane.Clip) []byte { return nil },
		Picture:  func(context.Context, taglane.Product) []byte { return []byte("jpeg") },
		Folder:   func(string) (string, error) { return out, os.MkdirAll(out, 0o755) },
		Free:     func(folder, name, ext string) (string, error) { return filepath.Join(folder, name+ext), nil },
		Write: func(path string, b []byte) error {
			if len(kept) == 0 {
				t.Error("a room is written of which the library knows nothing")
			}
			return os.WriteFile(path, b, 0o600)
		},
		Keep: func(_ context.Context, r taglane.Room) error { kept[r.ID] = r; return nil },
		Room: func(_ context.Context, id taglane.ID) (taglane.Room, error) {
			r, have := kept[id]
			if !have {
				return r, taglane.Errorf(taglane.NotFound, "There is no such review.")
			}
			return r, nil
		},
		Take: func(_ context.Context, s taglane.GuestSaid) (taglane.GuestTaken, error) {
			if s.Version != "cut-2" {
				t.Errorf("the answer is about the cut %q", s.Version)
			}
			return taglane.GuestTaken{Comments: len(s.Comments), Verdict: s.Verdict != nil}, nil
		},
	}), kept
}

// A small film lies in the room, a large one beside it, and none where guests
// have it already.
func TestWhereTheFilmLies(t *testing.T) {
	for _, c := range []struct {
		size          int64
		bare          bool
		inside        int
		film, address string
	}{
		{1000, false, 1, "", ""}, {MostInside + 1, false, 0, "Slow Sunday table.mp4", `"beside":"./Slow%20Sunday%20table.mp4"`}, {1000, true, 0, "", ""},
	} {
		r, kept := desk(t, c.size)
		h, err := r.ReviewRoom(ctx, "clip1", RoomOptions{Rights: taglane.Rights{Comment: true}, Note: "Please\u202e look.", Bare: c.bare})
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(h.Path)
		if err != nil || int64(len(b)) != h.Bytes || filepath.Base(h.Path) != "Slow Sunday table.review.html" {
			t.Fatalf("%+v, %v", h, err)
		}
		page := string(b)
		if strings.Count(page, `class="film"`) != c.inside || !strings.Contains(page, c.address) || c.address == "" && strings.Contains(page, `"beside"`) {
			t.Errorf("%d bytes, bare %v: the film is not where it belongs", c.size, c.bare)
		}
		if (h.Film == "") != (c.film == "") || c.film != "" && filepath.Base(h.Film) != c.film || !strings.Contains(h.Line, filepath.Base(h.Path)) || !strings.Contains(h.Line, c.film) {
			t.Errorf("%+v", h)
		}
		if c.film != "" {
			if info, err := os.Stat(h.Film); err != nil || info.Size() != c.size {
				t.Error(info, err)
			}
		}
		if !strings.Contains(page, `"note":"Please look."`) || !strings.Contains(page, `lang="de"`) || kept["room-1"].Version != "cut-2" || kept["room-1"].By != "Nora" || kept["room-1"].Rights.Approve {
			t.Errorf("%+v", kept)
		}
	}
}

// Only what was handed out here is answered, and it is said in a sentence what
// came of it.
func TestAnswersAreTakenInOrRefused(t *testing.T) {
	r, _ := desk(t, 10)
	if _, err := r.TakeAnswer(ctx, encoded(t, good(set("room", "room-1")))); taglane.KindOf(err) != taglane.Refused || !strings.Contains(err.Error(), "did not hand out") {
		t.Error(err)
	}
	if _, err := r.ReviewRoom(ctx, "gone", RoomOptions{}); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
	if _, err := r.ReviewRoom(ctx, "clip1", RoomOptions{Rights: taglane.Rights{Comment: true, Approve: true}, Bare: true}); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(object){
		"Mia Berg approves, as a guest. New comments: 1.":         nil,
		"New comments of Mia Berg: 1.":                            set("verdict", nil),
		"Mia Berg approves, as a guest.":                          set("comments", []any{}),
		"Mia Berg took back what they thought of it.":             func(a object) { a["comments"] = nil; judged("answer", "withdrawn")(a) },
		"Mia Berg asks for changes, as a guest. New comments: 1.": judged("answer", "changes"),
		"The answer of Mia Berg was taken in before.":             func(a object) { a["comments"], a["verdict"] = nil, nil },
	} {
		a := good(set("room", "room-1"))
		if change != nil {
			change(a)
		}
		took, err := r.TakeAnswer(ctx, encoded(t, a))
		if err != nil || took.Line != want || took.Clip != "clip1" {
			t.Errorf("%s: %+v, %v", want, took, err)
		}
	}
	if _, err := r.TakeAnswerFile(ctx, filepath.Join(t.TempDir(), "none.json")); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}
