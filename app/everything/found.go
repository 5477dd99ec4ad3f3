package everything

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

// What a folder may hold at most; a stranger's must not fill the machine.
const (
	mostManifest = 256 << 20
	mostEntries  = 2_000_000
	mostPicture  = 64 << 20
	mostExact    = 16 << 30 // of one file
	mostLine     = 32 << 20
)

const pictureEnding = ".jpg"

var (
	picturePath = regexp.MustCompile(`^pictures/[0-9a-f]{64}\.jpg$`)
	sumForm     = regexp.MustCompile(`^[0-9a-f]{64}$`)
	exactPath   = regexp.MustCompile(`^exact/(log/[A-Za-z0-9_-]{1,64}|rows/[a-z_]{1,40}|publish-ledger)\.jsonl$`)
)

func isPicture(name string) bool { return picturePath.MatchString(name) }

// Found is what a folder holds, looked over before anything of it is taken.
type Found struct {
	Created time.Time `json:"created"`
	Clips   int       `json:"clips"` // as it says
	Edits   int       `json:"edits"`
	Films   int       `json:"films"`
	Private bool      `json:"private"`
	// Wrong names each file that is not as it was written, a sentence for each,
	// at most a hundred. A library can be made all the same where Whole is true:
	// what is wrong are pictures and films.
	Wrong []taglane.Said `json:"-"`
	Whole bool           `json:"whole"`

	from     source
	dir      string
	manifest Manifest
	bad      map[string]bool // paths of files that are wrong
	laid     []string        // films that were laid out of one file
}

const mostWrong = 100

// look opens a folder, or one file, and compares every file that a library is made of with the
// manifest. NotFound: there is no such folder. Invalid: it holds no export.
// Refused: a later Taglane wrote it.
func look(ctx context.Context, dir string, told Progress) (*Found, error) {
	from, err := sourceAt(dir)
	if err != nil {
		return nil, err
	}
	f := &Found{from: from, dir: dir, Whole: true, bad: map[string]bool{}}
	if f.manifest, err = readManifest(from); err == nil {
		err = f.compare(ctx, told)
	}
	if err != nil {
		return nil, errors.Join(err, from.Close())
	}
	return f, nil
}

// Look says what a folder holds. Errors are those of its reading: NotFound,
// Invalid, Refused.
func Look(ctx context.Context, dir string, told Progress) (Found, error) {
	f, err := look(ctx, dir, told)
	if err != nil {
		return Found{}, err
	}
	defer f.from.Close()
	return *f, nil
}

func readManifest(from source) (m Manifest, err error) {
	none := func(err error) error {
		return taglane.Wrap(err, taglane.Invalid, "This folder holds no library that Taglane wrote: %s is missing or cannot be read.", taglane.Plain(manifestName))
	}
	in, _, err := from.open(manifestName, mostManifest)
	if err != nil {
		return m, none(err)
	}
	defer in.Close()
	d := json.NewDecoder(io.LimitReader(in, mostManifest))
	if err := d.Decode(&m); err != nil {
		return m, none(err)
	}
	switch {
	case m.Format > format:
		return m, taglane.Errorf(taglane.Refused, "This folder was written by a newer Taglane. Update the app to bring it back.")
	case m.Format < 1, len(m.Entries) > mostEntries:
		return m, none(nil)
	}
	return m, nil
}

// compare looks at every file that a library is made of.
func (f *Found) compare(ctx context.Context, told Progress) error {
	m := &f.manifest
	f.Created, f.Private, f.Clips, f.Edits = m.Created, m.Private, max(m.Clips, 0), max(m.Edits, 0)
	total, done, seen := int64(1), int64(0), map[string]bool{}
	for _, e := range m.Entries {
		if e.Role != Readable {
			total += max(e.Size, 0)
		}
	}
	for _, e := range m.Entries {
		if e.Role == Readable {
			continue
		}
		if seen[e.Path] {
			f.wrong(e, taglane.Say("%s is named twice.", shown(e.Path)))
			continue
		}
		seen[e.Path] = true
		if why := f.entry(ctx, e); why != nil {
			f.wrong(e, *why)
		} else if e.Role == Film {
			f.Films++
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		done += max(e.Size, 0)
		told(float64(done) / float64(total))
	}
	return nil
}

func (f *Found) wrong(e Entry, why taglane.Said) {
	f.bad[e.Path] = true
	f.Whole = f.Whole && (e.Role == Picture || e.Role == Film)
	if len(f.Wrong) < mostWrong {
		f.Wrong = append(f.Wrong, why)
	}
}

// entry says what is wrong with a file; nil for nothing.
func (f *Found) entry(ctx context.Context, e Entry) *taglane.Said {
	say := func(s taglane.Said) *taglane.Said { return &s }
	most := int64(mostExact)
	known := false
	switch e.Role {
	case Exact:
		known = exactPath.MatchString(e.Path) && (!strings.HasPrefix(e.Path, "exact/rows/") || slices.Contains(store.Tables(), tableOf(e.Path)))
	case Picture:
		known, most = isPicture(e.Path) && e.Path == "pictures/"+e.SHA256+pictureEnding, mostPicture
	case Film:
		known, most = filepath.IsLocal(filepath.FromSlash(e.Path)) && strings.HasPrefix(e.Path, "clips/"), 1<<62
	}
	if !known || !sumForm.MatchString(e.SHA256) {
		return say(taglane.Say("%s is nothing that Taglane writes.", shown(e.Path)))
	}
	in, size, err := f.from.open(e.Path, most)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return say(taglane.Say("%s is missing.", shown(e.Path)))
	case err != nil:
		return say(taglane.Say("%s cannot be read.", shown(e.Path)))
	}
	defer in.Close()
	out := &counted{ctx: ctx, w: io.Discard, sum: sha256.New()}
	if _, err := io.Copy(out, in); err != nil {
		return say(taglane.Say("%s cannot be read.", shown(e.Path)))
	}
	if size != e.Size || hex.EncodeToString(out.sum.Sum(nil)) != e.SHA256 {
		return say(taglane.Say("%s is not as it was written.", shown(e.Path)))
	}
	return nil
}

// tableOf is the table whose rows lie there.
func tableOf(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(name, "exact/rows/"), ".jsonl")
}

// shown is a path in a sentence: without what would break or turn it.
func shown(name string) string { return taglane.OneLine(name, 120) }

// lines gives every line of an exact file. Invalid names the line that broke it.
func (f *Found) lines(ctx context.Context, name string, each func(line []byte) error) error {
	in, _, err := f.from.open(name, mostExact)
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "%s cannot be read.", shown(name))
	}
	defer in.Close()
	b := bufio.NewScanner(in)
	b.Buffer(make([]byte, 64<<10), mostLine)
	n := 0
	for b.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if n++; len(b.Bytes()) == 0 {
			continue
		}
		if err := each(b.Bytes()); err != nil {
			if taglane.KindOf(err) != taglane.Invalid {
				return err
			}
			return taglane.Wrap(err, taglane.Invalid, "Line %d of %s is not what Taglane writes.", n, shown(name))
		}
	}
	if b.Err() != nil {
		return taglane.Wrap(b.Err(), taglane.Invalid, "Line %d of %s is not what Taglane writes.", n+1, shown(name))
	}
	return nil
}
