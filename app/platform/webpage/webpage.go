package webpage

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Service writes pages into one target folder.
type Service struct {
	dir      string // absolute
	base     string // https address of the folder, with a final slash; "" when not public
	language string
	set      map[string]string // as the account has it
	open     func(dir string) (disk, error)
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Finder    = (*Service)(nil)
	_ platform.Losing    = (*Service)(nil)
)

func init() { platform.Register("webpage", New) }

// Capabilities says what a page carries: every tag with its way through the
// clip, in one piece or many, as often as one likes.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: "webpage", Title: "Web page", CheckedOn: "2026-11-25",
		ReleaseRepeat: platform.RepeatSets, Finds: true, TagModel: platform.TagTimeline, Cover: true, Leads: 1,
	}
}

// New opens the account of a target folder. Settings: dir, the folder, which
// must exist when something is published; base_address, where the folder is
// public, https; language, for clips that name none. Invalid otherwise.
func New(account taglane.Account, _ json.RawMessage) (platform.Publisher, error) {
	set := account.Settings
	if strings.TrimSpace(set["dir"]) == "" {
		return nil, taglane.Errorf(taglane.Invalid, "Choose the folder that web pages are written to.")
	}
	dir, err := filepath.Abs(set["dir"])
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Invalid, "%q is not a folder.", set["dir"])
	}
	s := &Service{dir: dir, language: set["language"], set: set, open: openRooted}
	if b := set["base_address"]; b != "" {
		u, err := url.Parse(b)
		if err != nil || taglane.CheckURL(b) != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, taglane.Errorf(taglane.Invalid, "The public address of the folder must start with https:// and name only a place.")
		}
		s.base = strings.TrimRight(u.String(), "/") + "/"
	}
	return s, nil
}

// Check looks at the publication, at the page it would become, and at the
// target folder.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	if err := ctx.Err(); err != nil {
		return nil, s.told(err)
	}
	out := look(p)
	slug := s.slug(p)
	if sound(p.Revision.Draft) {
		out = append(out, s.lookAtPage(p, slug)...)
	}
	return append(out, s.lookAtFolder(ctx, slug, p)...), nil
}

// sound says whether the draft holds together. Where it does not, taglane.Check
// has said so, and there is no page to look at yet.
func sound(d taglane.Draft) bool {
	return !slices.ContainsFunc(taglane.Check(d), func(f taglane.Finding) bool { return f.Level == taglane.Block && f.Rule != "draft.tags" })
}

// lookAtPage makes the page in memory and reads it as a visitor's browser would.
func (s *Service) lookAtPage(p taglane.Publication, slug string) (out []taglane.Finding) {
	made, err := s.compose(p, slug, false, beside)
	if err != nil {
		return []taglane.Finding{finding("page.timeline", taglane.SaidOf(err), taglane.Said{}, taglane.Place{Field: "tags"})}
	}
	for _, id := range s.broken(p, made["index.html"]) {
		out = append(out, finding(id, taglane.Say("The page would break the rule %s.", id), taglane.Said{}, taglane.Place{}))
	}
	size := 0
	for _, b := range made {
		size += len(b)
	}
	if size > pageMax {
		out = append(out, finding("page.size", taglane.Say("The page is larger than 200 KB before its pictures, which is slow on a phone."), taglane.Said{}, taglane.Place{}))
	}
	return out
}

func (s *Service) lookAtFolder(ctx context.Context, slug string, p taglane.Publication) []taglane.Finding {
	err := s.on(ctx, func(d disk) error { return taken(d, slug, string(p.Revision.Draft.Clip.ID)) })
	switch taglane.KindOf(err) {
	case "":
		return nil
	case taglane.Conflict:
		return []taglane.Finding{finding("page.name", taglane.SaidOf(err), taglane.Say("Change the title"), taglane.Place{Field: "title"})}
	}
	return []taglane.Finding{finding("page.folder", taglane.SaidOf(err), taglane.Say("Choose the folder"), taglane.Place{Field: "dir"})}
}

// Open makes the partial folder, or takes up the one of an earlier Open of the
// same revision. NotFound: the target folder is missing. Conflict: the name is taken.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	r := p.Revision
	up := session{Marker: markerOf(key), Slug: s.slug(p), Key: key, Clip: string(r.Draft.Clip.ID), Revision: r.Digest,
		Size: r.Media.Size, SHA256: r.Media.SHA256, Media: clipName(r)}
	err := s.on(ctx, func(d disk) error {
		if err := taken(d, up.Slug, up.Clip); err != nil {
			return err
		}
		if is, err := public(d, up); err != nil || is {
			return err // Status will tell of the page
		}
		if info, err := d.Stat(partial(up.Marker)); err == nil && !info.IsDir() {
			if err := d.Remove(partial(up.Marker)); err != nil {
				return err // a link somebody laid there is not followed
			}
		}
		have, err := s.known(d, up)
		if err == nil && have.Slug == up.Slug || err != nil && taglane.KindOf(err) != taglane.NotFound {
			return err
		}
		if err := d.Remove(partial(up.Marker)); err != nil {
			return err
		}
		if err := d.Mkdir(partial(up.Marker)); err != nil {
			return err
		}
		if err := putJSON(ctx, d, path.Join(partial(up.Marker), uploadName), up); err != nil {
			return err
		}
		if err := d.SyncDir(partial(up.Marker)); err != nil {
			return err
		}
		return d.SyncDir(".")
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(up)
}

// Status reads the folder; nothing but the folder counts.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (st platform.Status, err error) {
	err = s.with(ctx, us, func(d disk, up session) error {
		if is, err := public(d, up); err != nil || is {
			post := s.post(up.Slug)
			st = platform.Status{Offset: up.Size, Complete: true, Ready: true, Post: &post}
			return err
		}
		have, err := s.known(d, up)
		if taglane.KindOf(err) == taglane.NotFound {
			if err := d.Remove(partial(up.Marker)); err != nil {
				return err // a folder without a note, or with another revision's, is of no use
			}
		}
		if err != nil {
			return err
		}
		if whole, err := written(d, up); err != nil || whole {
			st = platform.Status{Offset: up.Size, Complete: whole, Ready: whole}
			return err
		}
		st.Offset, err = s.offset(ctx, d, have)
		st.Complete, st.Ready = st.Offset == up.Size, st.Offset == up.Size
		return err
	})
	if err != nil {
		return platform.Status{}, err
	}
	return st, nil
}

// Send appends to the partial clip. Conflict: off is not where it ends.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	err := s.with(ctx, us, func(d disk, up session) error {
		if _, err := s.known(d, up); err != nil {
			return err
		}
		have, err := sizeOf(d, path.Join(partial(up.Marker), up.Media))
		switch {
		case err != nil:
			return err
		case off != have:
			return taglane.Errorf(taglane.Conflict, "The clip in the page's folder ends elsewhere than expected.")
		case n < 0 || off+n > up.Size:
			return taglane.Errorf(taglane.Invalid, "The clip is larger than it was when it was queued.")
		}
		return appendTo(ctx, d, path.Join(partial(up.Marker), up.Media), r, n)
	})
	return us, err
}

// Release writes the page around the clip and gives the folder its name.
// Doing it again gives the same folder. Conflict: bytes are missing, or the
// name was taken meanwhile.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (post taglane.Post, err error) {
	err = s.with(ctx, us, func(d disk, up session) error {
		post = s.post(up.Slug)
		if is, err := public(d, up); err != nil || is {
			return err
		}
		have, err := s.known(d, up)
		if err != nil {
			return err
		}
		m, ok, err := finished(ctx, d, up)
		if err != nil {
			return err
		}
		if ok {
			return finish(ctx, d, up, m)
		}
		if off, err := s.offset(ctx, d, have); err != nil {
			return err
		} else if off != up.Size {
			return taglane.Errorf(taglane.Conflict, "The clip is not wholly in the page's folder yet.")
		}
		single := p.Settings["single_file"] == "true" && p.Revision.Media.Size <= singleMax
		c, err := s.contents(p, up.Slug, single)
		if err != nil {
			return err
		}
		if m, err = fillIn(ctx, d, up, c, !single, p.Revision.FrozenAt); err != nil {
			return err
		}
		return finish(ctx, d, up, m)
	})
	if err != nil {
		return taglane.Post{}, err
	}
	return post, nil
}

// Find looks through the target folder for the page with this key.
func (s *Service) Find(ctx context.Context, key string) (post taglane.Post, err error) {
	err = s.on(ctx, func(d disk) error {
		entries, err := d.ReadDir(".")
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			if m, ok, err := manifestIn(d, e.Name()); err == nil && ok && m.Key == key {
				post = s.post(e.Name())
				return nil
			}
		}
		return taglane.Errorf(taglane.NotFound, "No page in %s carries that mark.", s.dir)
	})
	return post, err
}

// contents makes the page, and refuses one that breaks a rule it must keep.
func (s *Service) contents(p taglane.Publication, slug string, single bool) (contents, error) {
	if told(p.Revision) != "" {
		return contents{}, taglane.Wrap(errors.New("drop.page.clock"), taglane.Refused, "The page would break a rule it must keep: %s.", taglane.Plain("drop.page.clock"))
	}
	in := beside
	c := contents{copied: map[string]taglane.File{}}
	if p.Revision.Cover.Path != "" {
		c.copied["cover.jpg"] = p.Revision.Cover
	}
	if single {
		in = inside
	} else {
		for id, f := range p.Revision.Pictures {
			if _, listed := p.Revision.Draft.Product(id); listed {
				c.copied[pictureName(id)] = f
			}
		}
	}
	var err error
	if c.made, err = s.compose(p, slug, single, in); err != nil {
		return c, err
	}
	for _, id := range s.broken(p, c.made["index.html"]) {
		if rules[id].Level == taglane.Block {
			return c, taglane.Wrap(errors.New(id), taglane.Refused, "The page would break a rule it must keep: %s.", id)
		}
	}
	return c, nil
}

// broken scans a page against what its publication demands.
func (s *Service) broken(p taglane.Publication, doc []byte) []string {
	_, _, w := tongue(p.Revision.Draft.Clip.Language, s.language)
	want := want{paidLink: w.PaidLink, hosted: s.base != "", moments: hasMoments(p.Revision.Draft), asks: s.base != "" && counts(p.Revision.Draft)}
	for _, q := range p.Revision.Draft.Products {
		r := strongest(p.Revision.Draft, q.ID)
		want.tied = want.tied || r != taglane.None
		if sells(p.Revision.Draft, q) {
			want.paid = append(want.paid, r == taglane.Paid || r == taglane.Commission || r == taglane.Gifted)
		}
	}
	return scan(doc, want)
}

// on opens the target folder for one call.
func (s *Service) on(ctx context.Context, do func(disk) error) error {
	if err := ctx.Err(); err != nil {
		return s.told(err)
	}
	d, err := s.open(s.dir)
	if err != nil {
		return s.told(err)
	}
	defer d.Close()
	return s.told(do(d))
}

var markerForm = regexp.MustCompile(`^[0-9a-f]{16}$`)

// with runs do on the upload a session names, after mending what a crash left.
func (s *Service) with(ctx context.Context, us platform.UploadSession, do func(disk, session) error) error {
	var up session
	if json.Unmarshal(us, &up) != nil || !markerForm.MatchString(up.Marker) || !slugForm.MatchString(up.Slug) || up.Media != "clip.mp4" && up.Media != "clip.webm" {
		return taglane.Errorf(taglane.NotFound, "That is not an upload to a web page.")
	}
	return s.on(ctx, func(d disk) error {
		if err := mend(ctx, d, up); err != nil {
			return err
		}
		return do(d, up)
	})
}

// known reads the partial folder's own note; NotFound when it is not of this
// upload. A folder that is whole needs none.
func (s *Service) known(d disk, up session) (have session, err error) {
	if whole, err := written(d, up); err != nil || whole {
		return up, err
	}
	ok, err := readJSON(d, path.Join(partial(up.Marker), uploadName), &have)
	if err == nil && (!ok || have.Key != up.Key || have.Revision != up.Revision || have.Size != up.Size || have.Marker != up.Marker || have.Media != up.Media) {
		err = taglane.Errorf(taglane.NotFound, "The page's unfinished folder is gone.")
	}
	return have, s.told(err)
}

// written says whether the partial folder has its manifest.
func written(d disk, up session) (bool, error) {
	m, ok, err := manifestIn(d, partial(up.Marker))
	return ok && m.is(up), err
}

// offset is how much of the clip is there; a whole clip is read back.
func (s *Service) offset(ctx context.Context, d disk, up session) (int64, error) {
	name := path.Join(partial(up.Marker), up.Media)
	n, err := sizeOf(d, name)
	if err != nil || n < up.Size {
		return n, err
	}
	if sum, _, err := summed(ctx, d, name); err != nil {
		return 0, err
	} else if sum != up.SHA256 {
		return 0, spoiled(ctx, d, up)
	}
	return n, nil
}

func sizeOf(d disk, name string) (int64, error) {
	info, err := d.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func appendTo(ctx context.Context, d disk, name string, r io.Reader, n int64) error {
	w, err := d.Append(name)
	if err != nil {
		return err
	}
	_, err = io.CopyN(w, reader{ctx, r}, n)
	if errors.Is(err, io.EOF) {
		err = taglane.Wrap(err, taglane.Invalid, "The clip is shorter than it was when it was queued.")
	}
	return errors.Join(err, w.Sync(), w.Close())
}

// frozenBytes reads a file of the revision and refuses it when it changed.
func frozenBytes(f taglane.File) ([]byte, error) {
	b, err := os.ReadFile(f.Path)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Invalid, "A picture of this page is missing from the library.")
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, taglane.Errorf(taglane.Invalid, "A file of this page changed after it was queued. Queue it again.")
	}
	return b, nil
}

// inside carries a file in the page itself.
func inside(name string, f taglane.File) (template.URL, error) {
	b, err := frozenBytes(f)
	if err != nil {
		return "", err
	}
	kind := map[string]string{".mp4": "video/mp4", ".webm": "video/webm"}[path.Ext(name)]
	if kind == "" {
		kind = "image/jpeg"
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b)), nil
}

func (s *Service) slug(p taglane.Publication) string {
	return slugOf(firstOf(strings.TrimSpace(p.Settings["title"]), p.Revision.Draft.Clip.Heading()), p.Revision.Draft.Clip.ID)
}

// home is the public address of a page; "" when the folder has none.
func (s *Service) home(slug string) string {
	if s.base == "" {
		return ""
	}
	return s.base + slug + "/"
}

func (s *Service) post(slug string) taglane.Post {
	link := s.home(slug)
	if link == "" {
		p := filepath.ToSlash(filepath.Join(s.dir, slug, "index.html"))
		if !strings.HasPrefix(p, "/") {
			p = "/" + p // a drive letter
		}
		link = (&url.URL{Scheme: "file", Path: p}).String()
	}
	return taglane.Post{ID: slug, Link: link}
}
