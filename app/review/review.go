package review

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/taglane"
)

// Lent is what a library lends so that its clips can be reviewed.
type Lent struct {
	Now   func() time.Time
	NewID func() taglane.ID
	Tell  func(taglane.Said) string
	// Language is the one the library speaks.
	Language func() string
	// By is what whoever works here is called.
	By func(ctx context.Context) (string, error)
	// Draft is a clip as it stands, without what may not be seen yet, and the
	// digest of all of it.
	Draft func(ctx context.Context, clip taglane.ID) (d taglane.Draft, digest string, err error)
	// Version is the cut that a clip shows; "" where it has one alone.
	Version func(ctx context.Context, clip taglane.ID) (taglane.ID, error)
	// Comments are those of a clip that guests may read.
	Comments func(ctx context.Context, clip taglane.ID) ([]Comment, error)
	// Film is a small film of a clip with all of its frames, never its own file.
	Film func(ctx context.Context, clip taglane.ID) (path, mime string, err error)
	// Poster and Picture are JPEGs; nil where there is none.
	Poster  func(ctx context.Context, clip taglane.Clip) []byte
	Picture func(ctx context.Context, p taglane.Product) []byte
	// Folder is where exports go; "" is the usual one. Free names a file in it.
	Folder func(folder string) (string, error)
	Free   func(folder, name, ext string) (string, error)
	Write  func(path string, content []byte) error
	// Keep and Room keep what was handed out. NotFound: nothing under that id.
	Keep func(ctx context.Context, r taglane.Room) error
	Room func(ctx context.Context, id taglane.ID) (taglane.Room, error)
	// Take takes in what a guest said.
	Take func(ctx context.Context, said taglane.GuestSaid) (taglane.GuestTaken, error)
}

// Review is the part of an open library that shows clips to guests.
type Review struct{ l Lent }

// New makes it of what is lent.
func New(l Lent) *Review { return &Review{l} }

// RoomOptions say what a room is like. The zero one shows, and asks for nothing.
type RoomOptions struct {
	Folder string         `json:"folder"` // "" is where exports go
	Out    string         `json:"-"`      // the very file, in place of a folder and a free name
	Rights taglane.Rights `json:"rights"`
	Note   string         `json:"note"` // to the guests
	Bare   bool           `json:"bare"` // without the film: guests have it already
}

// Handed is a room that was written.
type Handed struct {
	Room  taglane.ID `json:"room"`
	Path  string     `json:"path"`
	Bytes int64      `json:"bytes"`
	Film  string     `json:"film"` // the file that has to go with it; "" where the film lies inside or is left out
	// Line says in a sentence what to send.
	Line string `json:"line"`
}

// ReviewRoom writes a clip as a room in one file: what it shows and says until
// now, and what its guests may do. A film that is too large to lie inside lies
// beside it. Refused: the folder cannot be written. Invalid: the note is too
// long.
func (r *Review) ReviewRoom(ctx context.Context, clip taglane.ID, o RoomOptions) (Handed, error) {
	if err := taglane.CheckText("note", o.Note, taglane.MostComment); err != nil {
		return Handed{}, err
	}
	p, err := r.RoomOf(ctx, taglane.Room{ID: r.l.NewID(), Clip: clip, Rights: o.Rights})
	if err != nil {
		return Handed{}, err
	}
	p.Note = taglane.Tidied(o.Note, taglane.MostComment)
	path, err := r.path(o, p.Title)
	if err != nil {
		return Handed{}, err
	}
	h := Handed{Room: p.Room.ID, Path: path}
	if !o.Bare {
		if h.Film, err = r.film(ctx, &p, path); err != nil {
			return Handed{}, err
		}
	}
	var b bytes.Buffer
	if err := Room(&b, p); err != nil {
		return Handed{}, err
	}
	// The library knows of the room before anybody can answer it.
	if err := r.l.Keep(ctx, p.Room); err != nil {
		return Handed{}, err
	}
	if err := r.l.Write(path, b.Bytes()); err != nil {
		return Handed{}, err
	}
	h.Bytes = int64(b.Len())
	h.Line = r.l.Tell(taglane.Say("Send %s. What comes back is a small file or a text: take it in here.", taglane.Plain(filepath.Base(path))))
	if h.Film != "" {
		h.Line = r.l.Tell(taglane.Say("Send %s and %s together. What comes back is a small file or a text: take it in here.", taglane.Plain(filepath.Base(path)), taglane.Plain(filepath.Base(h.Film))))
	}
	return h, nil
}

// RoomOf is a clip's room as it stands now, without its film. It gives the room
// its digest, its version, its time and who asks.
func (r *Review) RoomOf(ctx context.Context, room taglane.Room) (Page, error) {
	d, digest, err := r.l.Draft(ctx, room.Clip)
	if err != nil {
		return Page{}, err
	}
	by, err := r.l.By(ctx)
	if err != nil {
		return Page{}, err
	}
	if room.Version, err = r.l.Version(ctx, room.Clip); err != nil {
		return Page{}, err
	}
	if room.Digest = digest; room.At.IsZero() {
		room.At = r.l.Now().UTC().Truncate(time.Millisecond)
	}
	room.By = taglane.OneLine(by, taglane.MostName)
	p := Page{Room: room, Title: taglane.OneLine(d.Clip.Heading(), 200), Language: r.l.Language(), Draft: d, Poster: r.l.Poster(ctx, d.Clip), Pictures: map[taglane.ID][]byte{}}
	p.Film.Name = p.Title + ".mp4"
	for _, q := range d.Products {
		if b := r.l.Picture(ctx, q); b != nil {
			p.Pictures[q.ID] = b
		}
	}
	p.Comments, err = r.l.Comments(ctx, room.Clip)
	return p, err
}

func (r *Review) path(o RoomOptions, title string) (string, error) {
	if o.Out != "" {
		return filepath.Abs(o.Out)
	}
	folder, err := r.l.Folder(o.Folder)
	if err != nil {
		return "", err
	}
	return r.l.Free(folder, title, ".review.html")
}

// film puts the clip's small film into the page, or beside it where it is large,
// and says where it lies then.
func (r *Review) film(ctx context.Context, p *Page, path string) (string, error) {
	from, mime, err := r.l.Film(ctx, p.Room.Clip)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(from)
	if err != nil {
		return "", taglane.Wrap(err, taglane.NotFound, "The small film of the clip is gone. Try again.")
	}
	p.Film.Type = mime
	if info.Size() <= MostInside {
		p.Film.Open = func() (io.ReadCloser, error) { return os.Open(from) }
		return "", nil
	}
	beside, err := r.l.Free(filepath.Dir(path), strings.TrimSuffix(filepath.Base(path), ".review.html"), filepath.Ext(from))
	if err != nil {
		return "", err
	}
	p.Film.Beside = "./" + url.PathEscape(filepath.Base(beside))
	return beside, copied(from, beside)
}

func copied(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return taglane.OfDisk(err, taglane.NotFound, "The small film of the clip is gone. Try again.")
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return taglane.OfDisk(err, taglane.Refused, "The folder cannot be written.")
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Sync()
	}
	if e := out.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(to)
		return taglane.OfDisk(err, taglane.Refused, "The folder cannot be written.")
	}
	return nil
}

// Taken is an answer that was taken in.
type Taken struct {
	Clip     taglane.ID     `json:"clip"`
	Name     string         `json:"name"`     // of the guest
	Comments int            `json:"comments"` // that are new, replies included
	Verdict  taglane.Answer `json:"verdict"`  // that is new; "" for none
	Line     string         `json:"line"`     // all of it in a sentence
}

// TakeAnswer takes in what a guest sent back: the bytes of the file, or the text
// with it. The same answer again changes nothing. Invalid: it is no answer, or
// one that cannot be believed. NotFound: the clip is gone. Refused: it is an
// answer to a review that was not handed out here, or says what that does not
// ask for.
func (r *Review) TakeAnswer(ctx context.Context, content []byte) (Taken, error) {
	a, err := ReadAnswer(content)
	if err != nil {
		return Taken{}, err
	}
	room, err := r.l.Room(ctx, a.Room)
	if taglane.KindOf(err) == taglane.NotFound {
		return Taken{}, taglane.Errorf(taglane.Refused, "This is the answer to a review that this library did not hand out.")
	}
	if err != nil {
		return Taken{}, err
	}
	said, err := a.Said(room, r.l.Now().UTC())
	if err != nil {
		return Taken{}, err
	}
	took, err := r.l.Take(ctx, said)
	if err != nil {
		return Taken{}, err
	}
	t := Taken{Clip: room.Clip, Name: a.Name, Comments: took.Comments}
	if took.Verdict {
		t.Verdict = a.Verdict.Answer
	}
	t.Line = r.l.Tell(t.said())
	return t, nil
}

func (t Taken) said() taglane.Said {
	who := taglane.Plain(t.Name)
	switch {
	case t.Comments == 0 && t.Verdict == "":
		return taglane.Say("The answer of %s was taken in before.", who)
	case t.Comments == 0 && t.Verdict == taglane.Approves:
		return taglane.Say("%s approves, as a guest.", who)
	case t.Comments == 0 && t.Verdict == taglane.Changes:
		return taglane.Say("%s asks for changes, as a guest.", who)
	case t.Comments == 0:
		return taglane.Say("%s took back what they thought of it.", who)
	case t.Verdict == taglane.Approves:
		return taglane.Say("%s approves, as a guest. New comments: %d.", who, t.Comments)
	case t.Verdict == taglane.Changes:
		return taglane.Say("%s asks for changes, as a guest. New comments: %d.", who, t.Comments)
	}
	return taglane.Say("New comments of %s: %d.", who, t.Comments)
}

// TakeAnswerFile is TakeAnswer of a file. NotFound: there is none.
func (r *Review) TakeAnswerFile(ctx context.Context, path string) (Taken, error) {
	f, err := os.Open(path)
	if err != nil {
		return Taken{}, taglane.OfDisk(err, taglane.NotFound, "The file cannot be read: %s.", filepath.Base(path))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostText+1))
	if err != nil {
		return Taken{}, taglane.Wrap(err, taglane.NotFound, "The file cannot be read: %s.", filepath.Base(path))
	}
	return r.TakeAnswer(ctx, b)
}
