package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/intake"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// reel is a file that a clip is shown from, as the team is told of it. What
// comes of a teammate is only believed once its bytes are here.
type reel struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Device string `json:"device"` // where it was made
}

// Fields of a reel: the small copy that everybody is given, the laptop that
// asks for the original ("" for none), and the original where it was left.
const (
	smallField    = "small"
	wantedField   = "wanted"
	originalField = "original"
)

// Bounds of small copies, and how many are told of at once.
const (
	mostSmall    = 64 << 20 // bytes of one
	offersAtOnce = 10
)

// wantsSetting notes here which originals are to come, by the clip.
const wantsSetting = "reel.wants."

// filming is what is known in this run of films that are shared.
type filming struct {
	mu      sync.Mutex
	without map[taglane.ID]bool // clips of which there is no small copy to share
	looked  []taglane.ID        // clips somebody opened, the last first; their copies come first
}

// mostPreferred is how many clips that were opened are preferred.
const mostPreferred = 20

// films lends the team what clips are shown from.
type films struct{ s *Studio }

var _ crew.Films = films{}

func (f reel) good(most int64) bool { return isSum(f.SHA256) && f.Size > 0 && f.Size <= most }

func filmIn(v json.RawMessage) (f reel) {
	if json.Unmarshal(v, &f) != nil {
		return reel{}
	}
	return f
}

func filmWrite(clip taglane.ID, field string, value any) edit.Write {
	return store.Set(store.KindFilm, clip, field, value)
}

// Offers are small copies that were never told of, originals that somebody asks
// for, and, at a place that is new, the small copies that were made here.
func (f films) Offers(ctx context.Context, fresh bool) ([]crew.Offer, error) {
	out, err := f.untold(ctx)
	if err != nil {
		return nil, err
	}
	all, err := f.s.store.Cells(ctx, store.KindFilm)
	if err != nil {
		return nil, err
	}
	for id, cells := range all {
		small := filmIn(cells[smallField])
		wanted := ""
		_ = json.Unmarshal(cells[wantedField], &wanted) // what is no name asks for nothing
		again := fresh && small.Device == f.s.store.Device()
		if wanted == "" && !again {
			continue
		}
		c, err := f.s.store.Clip(ctx, taglane.ID(id))
		if err != nil || intake.Gone(c.Path) {
			continue // somebody else's to hand over
		}
		if path, _ := f.s.smallOf(c); again && path != "" {
			out = append(out, crew.Offer{Named: crew.Named{SHA256: small.SHA256, Path: path, Here: true}})
		}
		if wanted == "" || wanted == f.s.store.Device() {
			continue
		}
		if o, ok := f.original(ctx, c); ok {
			out = append(out, o)
		}
	}
	return out, nil
}

func (f films) untold(ctx context.Context) (out []crew.Offer, err error) {
	clips, err := f.s.store.Unshared(ctx, 1000)
	if err != nil {
		return nil, err
	}
	for _, c := range clips {
		if len(out) == offersAtOnce {
			break
		}
		if f.s.filming.lacks(c.ID) || intake.Gone(c.Path) {
			continue
		}
		path, size := f.s.smallOf(c)
		sum, err := sumOf(ctx, path)
		if path == "" || err != nil {
			f.s.filming.lack(c.ID)
			continue
		}
		out = append(out, crew.Offer{Named: crew.Named{SHA256: sum, Path: path, Here: true}, Label: f.s.say("Share small copies of clips"),
			Says: []edit.Write{filmWrite(c.ID, smallField, reel{sum, size, f.s.store.Device()})}})
	}
	return out, nil
}

// smallOf is the small copy of a clip that is here: its preview, or the file
// itself where that is small and needs none.
func (s *Studio) smallOf(c taglane.Clip) (path string, size int64) {
	made := s.cache.Of(c.Fingerprint)
	if path = made.Proxy; path == "" && made.PlaysSource {
		path = c.Path
	}
	info, err := os.Stat(path)
	if path == "" || err != nil || info.Size() > mostSmall {
		return "", 0
	}
	return path, info.Size()
}

// original hands a clip's own file over, if it is still what was imported.
func (f films) original(ctx context.Context, c taglane.Clip) (crew.Offer, bool) {
	src, _, err := f.s.source(ctx, c)
	if err != nil {
		return crew.Offer{}, false
	}
	sum, err := sumOf(ctx, src.Path)
	if err != nil {
		return crew.Offer{}, false
	}
	return crew.Offer{Named: crew.Named{SHA256: sum, Path: src.Path, Here: true}, Label: f.s.say("Hand over the original of %s", c.Name),
		Says: []edit.Write{filmWrite(c.ID, originalField, reel{sum, src.Size, f.s.store.Device()}), filmWrite(c.ID, wantedField, "")}}, true
}

func sumOf(ctx context.Context, path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, io.TeeReader(file, ends{ctx})); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// ends stops what is read through it when its context ends.
type ends struct{ context.Context }

func (e ends) Write(p []byte) (int, error) { return len(p), e.Err() }

// Wants are originals that were asked for here, and as many small copies as may
// lie here.
func (f films) Wants(ctx context.Context) ([]crew.Named, error) {
	all, err := f.s.store.Cells(ctx, store.KindFilm)
	if err != nil {
		return nil, err
	}
	asked, err := f.s.store.Settings(ctx, wantsSetting)
	if err != nil {
		return nil, err
	}
	var out []crew.Named
	for id, on := range asked {
		c, err := f.s.store.Clip(ctx, taglane.ID(id))
		if on == "" || err != nil || !intake.Gone(c.Path) {
			continue
		}
		if o := filmIn(all[id][originalField]); o.good(c.Size) && o.Size == c.Size {
			out = append(out, crew.Named{SHA256: o.SHA256, Path: f.s.originalPath(c, o), Size: o.Size})
		}
	}
	small, err := f.s.smallKept(ctx, all)
	for _, x := range small {
		if _, err := os.Stat(x.Path); err != nil {
			out = append(out, x.Named)
		}
	}
	return out, err
}

// kept is a small copy that is here or is to come, and the clip it is of.
type kept struct {
	crew.Named
	clip taglane.Clip
}

// smallKept are the small copies that may lie here: of clips that were opened
// last, then of the newest, as many as the person has room for. Others go.
func (s *Studio) smallKept(ctx context.Context, all map[string]map[string]json.RawMessage) (out []kept, err error) {
	left := s.smallRoom(ctx)
	ids := s.filming.first(all)
	for len(ids) > 0 && left > 0 {
		n := min(len(ids), idLimit)
		rows, err := s.store.Rows(ctx, ids[:n])
		if err != nil {
			return nil, err
		}
		byID := map[taglane.ID]taglane.Clip{}
		for _, r := range rows {
			byID[r.ID] = r.Clip
		}
		for _, id := range ids[:n] {
			c, known := byID[id]
			f := filmIn(all[string(id)][smallField])
			if !known || !f.good(min(mostSmall, left)) || f.Device == s.store.Device() || !intake.Gone(c.Path) {
				continue
			}
			left -= f.Size
			out = append(out, kept{crew.Named{SHA256: f.SHA256, Path: s.smallPath(f), Size: f.Size}, c})
		}
		ids = ids[n:]
	}
	return out, s.letSmallGo(out)
}

// letSmallGo deletes the small copies that are not among those.
func (s *Studio) letSmallGo(stay []kept) error {
	entries, err := os.ReadDir(s.smallDir())
	if err != nil {
		return nil // there are none
	}
	for _, e := range entries {
		sum, is := strings.CutSuffix(e.Name(), ".mp4")
		if !is || !isSum(sum) || slices.ContainsFunc(stay, func(k kept) bool { return k.SHA256 == sum }) {
			continue
		}
		if err := os.Remove(filepath.Join(s.smallDir(), e.Name())); err != nil {
			return taglane.Wrap(err, taglane.Refused, "A small copy of the team cannot be deleted.")
		}
	}
	return nil
}

func (s *Studio) smallDir() string        { return filepath.Join(s.o.Dir, "team") }
func (s *Studio) smallPath(f reel) string { return filepath.Join(s.smallDir(), f.SHA256+".mp4") }

// originalPath is where an original comes to lie: among the library's own clips.
func (s *Studio) originalPath(c taglane.Clip, f reel) string {
	ext := strings.ToLower(filepath.Ext(c.Path))
	if mimes[ext] == "" {
		ext = ".mp4"
	}
	return filepath.Join(s.o.Dir, "clips", f.SHA256+ext)
}

// Came takes up what came: an original becomes the clip's file, a small copy is
// what it is shown from.
func (f films) Came(ctx context.Context, n crew.Named) error {
	all, err := f.s.store.Cells(ctx, store.KindFilm)
	if err != nil {
		return err
	}
	for id, cells := range all {
		c, err := f.s.store.Clip(ctx, taglane.ID(id))
		if err != nil {
			continue
		}
		if o := filmIn(cells[originalField]); o.SHA256 == n.SHA256 && n.Path == f.s.originalPath(c, o) {
			return f.s.originalCame(ctx, c, n.Path)
		}
		if small := filmIn(cells[smallField]); small.SHA256 == n.SHA256 && n.Path == f.s.smallPath(small) {
			f.s.smallCame(c, small)
		}
	}
	return nil
}

func (s *Studio) originalCame(ctx context.Context, c taglane.Clip, path string) error {
	err := s.intake.Relink(ctx, c, path)
	if e := s.store.SetSetting(ctx, wantsSetting+string(c.ID), ""); e != nil {
		return e
	}
	if err != nil {
		os.Remove(path) // another file than the clip's
		s.o.Emit("notice", NoticeEvent{Kind: "error", Message: s.Sentence(s.logged(err))})
		return err
	}
	s.o.Emit("notice", NoticeEvent{Kind: "success", Message: s.say("The original of %s is here now.", c.Name)})
	return nil
}

// derived names what is made of a small copy, apart from what is made of the
// clip's own file once that is here.
func (f reel) derived() string { return f.SHA256[:40] }

// smallCame reads a small copy, unless it is none of that clip.
func (s *Studio) smallCame(c taglane.Clip, f reel) {
	read := func() {
		tool, err := s.mediaTool()
		if err != nil {
			return // it is shown without pictures
		}
		src, err := media.Open(s.life, tool, s.smallPath(f))
		if err != nil || src.Frames != c.Frames {
			os.Remove(s.smallPath(f))
			return
		}
		src.Fingerprint = f.derived()
		if err := media.Ingest(s.life, tool, s.cache, src, media.Work{Threads: 1, NoProxy: true}); err != nil && s.life.Err() == nil {
			s.logged(err)
		}
		s.emitClip(c.ID)
		s.emitLibrary()
	}
	if s.o.Quiet {
		read()
		return
	}
	s.background(read)
}
