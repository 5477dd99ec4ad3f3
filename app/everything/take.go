package everything

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"taglane/app/edit"
	"taglane/app/files"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Taken says what became of a folder.
type Taken struct {
	Found
	Pictures int `json:"pictures"` // that are here now
	Linked   int `json:"linked"`   // films that are shown from the folder, as they are nowhere else
	Laid     int `json:"laid"`     // films that were in the one file, and lie in the library's folder now
}

// Take makes a library of a folder, in a library that is empty and not open.
// NotFound, Invalid, Refused: see Look. Invalid: a file that the library is made
// of is wrong. Conflict: there is something in the library already, or it is open.
// Later, Refused: it cannot be written. Whatever ends it, the library is as it was
// or as it was exported.
func Take(ctx context.Context, o store.Options, dir string, told Progress) (out Taken, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return Taken{}, taglane.OfDisk(err, taglane.NotFound, "There is no such folder, or it cannot be read.")
	}
	f, err := look(ctx, dir, within(told, 0, .5))
	if err != nil {
		return Taken{}, err
	}
	defer f.from.Close()
	out.Found = *f
	if !f.Whole {
		return out, taglane.Refuse(taglane.Invalid, f.Wrong[0])
	}
	st, err := store.Open(ctx, o)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if out.Pictures, err = f.pictures(ctx, o.Dir); err != nil {
		return out, err
	}
	if err := f.ledger(o.Dir); err != nil {
		return out, err
	}
	err = st.Fill(ctx, func(into *store.Filling) error {
		return f.fill(ctx, into, o.Dir, within(told, .5, 1), &out)
	})
	if err != nil {
		err = errors.Join(err, f.forget())
	}
	return out, err
}

// fill gives a library the log, the rows, and places for films that are only here.
func (f *Found) fill(ctx context.Context, into *store.Filling, library string, told Progress, out *Taken) error {
	total, done := int64(1), int64(0)
	for _, e := range f.manifest.Entries {
		if e.Role == Exact {
			total += e.Size
		}
	}
	for _, e := range f.manifest.Entries {
		if e.Role != Exact || !strings.HasPrefix(e.Path, "exact/log/") {
			continue
		}
		if err := f.log(ctx, into, e.Path); err != nil {
			return err
		}
		done += e.Size
		told(float64(done) / float64(total))
	}
	sizes := map[string]int64{}
	for _, e := range f.manifest.Entries {
		sizes[e.Path] = e.Size
	}
	for _, table := range store.Tables() { // in the order in which they lean on each other
		name := rowsPath(table)
		if _, has := sizes[name]; !has {
			continue
		}
		if err := f.lines(ctx, name, func(line []byte) error { return into.Row(table, line) }); err != nil {
			return err
		}
		done += sizes[name]
		told(float64(done) / float64(total))
	}
	return f.films(ctx, into, library, out)
}

func (f *Found) log(ctx context.Context, into *store.Filling, name string) error {
	prev, batch, size := "", []edit.Edit(nil), 0
	flush := func() error {
		err := into.Edits(batch...)
		batch, size = nil, 0
		return err
	}
	err := f.lines(ctx, name, func(line []byte) error {
		edits, hash, taken := edit.Decode(prev, append(line, '\n'))
		if taken != len(line)+1 || logPath(edits[0].Device) != name {
			return taglane.Errorf(taglane.Invalid, "It is not what Taglane writes.")
		}
		prev, batch, size = hash, append(batch, edits...), size+len(line)
		if len(batch) < atOnce && size < mostLine {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// films lets a clip be shown from the folder where its own file is nowhere.
func (f *Found) films(ctx context.Context, into *store.Filling, library string, out *Taken) error {
	for _, e := range f.manifest.Entries {
		if e.Role != Film || f.bad[e.Path] || e.Clip == "" || e.Fingerprint == "" {
			continue
		}
		if info, err := os.Stat(e.From); err == nil && info.Mode().IsRegular() && info.Size() == e.Size {
			continue
		}
		at, err := f.lies(ctx, e, library)
		if err != nil {
			return err
		}
		row, err := json.Marshal(map[string]any{"clip": e.Clip, "fingerprint": e.Fingerprint, "path": at})
		if err != nil {
			return err
		}
		if err := into.Row("place", row); err != nil {
			return err
		}
		if _, one := f.from.(folded); one {
			out.Laid++
		} else {
			out.Linked++
		}
	}
	return nil
}

// filmEnding is what a film's name may end with, where it is laid out anew.
var filmEnding = regexp.MustCompile(`^\.[A-Za-z0-9]{1,8}$`)

// lies is where a film is to be found: in the folder, or laid out of the one file
// into a folder of the library's, under a name of ours.
func (f *Found) lies(ctx context.Context, e Entry, library string) (string, error) {
	if _, one := f.from.(folded); !one {
		return filepath.Join(f.dir, filepath.FromSlash(e.Path)), nil
	}
	ending := path.Ext(e.Path)
	if !filmEnding.MatchString(ending) {
		ending = ""
	}
	to := filepath.Join(library, brought, e.SHA256+ending)
	if _, err := os.Stat(to); err == nil {
		return to, nil // two clips of one film
	}
	in, size, err := f.from.open(e.Path, 1<<62)
	if err != nil {
		return "", taglane.Wrap(err, taglane.Invalid, "%s cannot be read.", shown(e.Path))
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", unwritten(err)
	}
	part, err := os.OpenFile(to+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return "", unwritten(err)
	}
	_, err = io.Copy(&counted{ctx: ctx, w: part, sum: sha256.New()}, io.LimitReader(in, size))
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), to)
	}
	if err != nil {
		return "", errors.Join(unwritten(err), os.Remove(part.Name()))
	}
	f.laid = append(f.laid, to)
	return to, nil
}

// brought is the folder, in the library's, of films that came in one file.
const brought = "films"

// forget takes away what was laid out for a library that was not made.
func (f *Found) forget() (err error) {
	for _, film := range f.laid {
		err = errors.Join(err, os.Remove(film))
	}
	return err
}

// pictures keeps those that are as they were written.
func (f *Found) pictures(ctx context.Context, library string) (n int, err error) {
	own := files.Own{Dir: filepath.Join(library, "media")}
	for _, e := range f.manifest.Entries {
		if e.Role != Picture || f.bad[e.Path] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return n, err
		}
		in, _, err := f.from.open(e.Path, mostPicture)
		if err != nil {
			return n, taglane.Wrap(err, taglane.Invalid, "%s cannot be read.", shown(e.Path))
		}
		b, err := io.ReadAll(io.LimitReader(in, mostPicture))
		if err := errors.Join(err, in.Close()); err != nil {
			return n, taglane.Wrap(err, taglane.Invalid, "%s cannot be read.", shown(e.Path))
		}
		if _, err := own.Keep(e.SHA256, pictureEnding, b); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// ledger adds what was published to the ledger of the library, before the library
// knows of any of it. Lines that are no lines of a ledger are left out.
func (f *Found) ledger(library string) error {
	in, size, err := f.from.open(ledgerPath, mostManifest)
	if err != nil || size == 0 {
		return nil // looked over already: it is not in the folder
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, mostManifest))
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "%s cannot be read.", shown(ledgerPath))
	}
	copied := filepath.Join(library, ".ledger-brought")
	if err := files.Write(copied, b); err != nil {
		return err
	}
	defer os.Remove(copied)
	l, err := outbox.OpenLedger(f.manifest.Library, outbox.Plain{}, filepath.Join(library, "publish-ledger.jsonl"), copied)
	if err != nil {
		return err
	}
	return l.Close()
}
