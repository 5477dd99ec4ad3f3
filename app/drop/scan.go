package drop

import (
	"io"
	"path"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// Leak is a secret that was found in something that leaves.
type Leak struct {
	Secret  Secret
	Product taglane.ID
	Where   string // the name it was scanned under
	Form    Form
}

// fewestInMedia is how many bytes a secret needs in a film or a picture, of
// which shorter ones are met by chance.
const fewestInMedia = 8

// media are the endings of files whose bytes are mostly noise.
var media = []string{".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".m4a", ".mp3", ".wav", ".woff2"}

// Scan reads something that is about to leave and says which secrets can be
// read in it, also in disguise: in what addresses, pages and JSON write instead
// of signs, up to two deep, in base64 and in UTF-16. name is the file's and is
// looked at too; by its ending it tells films and pictures, in which only
// secrets of eight bytes or more count, and disguises of text do not. Each
// secret is told once in each form. What is packed, such as the inside of a
// zip, has to be unpacked first; of moving pictures only the bytes are read.
func Scan(name string, r io.Reader, secrets []Secret) ([]Leak, error) {
	return NewScanner(secrets).Scan(name, r)
}

// Scanner scans many things for the same secrets. It may be used from several
// goroutines.
type Scanner struct{ texts, media *matcher }

// NewScanner gets ready to look for secrets.
func NewScanner(secrets []Secret) *Scanner {
	return &Scanner{newMatcher(secrets), matcherOf(secrets, fewestInMedia)}
}

// Scan is the function Scan. An error is the reader's; what was found until
// then is returned with it.
func (s *Scanner) Scan(name string, r io.Reader) ([]Leak, error) {
	c := &catch{name: name}
	named := &stage{m: s.texts, catch: c, next: &stage{m: s.texts, catch: c, form: Escaped}}
	named.feed([]byte(name), true)
	first := &stage{m: s.texts, catch: c}
	if slices.Contains(media, strings.ToLower(path.Ext(name))) {
		first.m = s.media
	} else {
		first.next = &stage{m: s.texts, catch: c, form: Escaped, next: &stage{m: s.texts, catch: c, form: Escaped}}
	}
	block := make([]byte, 64<<10)
	for {
		n, err := r.Read(block)
		first.feed(block[:n], err == io.EOF)
		if err == io.EOF {
			return c.leaks, nil
		}
		if err != nil {
			return c.leaks, err
		}
	}
}

// catch keeps what was found, each secret once in each form.
type catch struct {
	name  string
	leaks []Leak
}

func (c *catch) add(m *matcher, x match, form Form) {
	if x.form != Plain {
		form = x.form
	}
	leak := Leak{m.secrets[x.secret], m.secrets[x.secret].Product, c.name, form}
	same := func(l Leak) bool {
		return l.Secret == leak.Secret && (l.Form == form || form == Escaped && l.Form == Plain)
	}
	if !slices.ContainsFunc(c.leaks, same) {
		c.leaks = append(c.leaks, leak)
	}
}

// around is how many bytes beside a match are looked at: two letters.
const around = 8

// stage reads bytes as they come and keeps only as many as the longest secret has.
type stage struct {
	m     *matcher
	catch *catch
	form  Form   // in which what it reads is told; "" for Plain
	next  *stage // reads the same once unescaped
	held  []byte // read and not yet done with
	done  int    // bytes of held in which no match begins any more
	raw   []byte // what next has not been given, since an escape may be cut off
}

func (s *stage) feed(b []byte, last bool) {
	s.held = append(s.held, b...)
	to := len(s.held)
	if !last {
		to -= s.m.longest + around
	}
	if to > s.done {
		s.m.each(s.held, s.done, to, func(x match) { s.catch.add(s.m, x, s.told()) })
		s.done = to
	}
	if drop := s.done - around; drop > 0 {
		s.held, s.done = append(s.held[:0], s.held[drop:]...), around
	}
	if s.next == nil {
		return
	}
	out, rest := unescaped(nil, append(s.raw, b...), last)
	s.raw = slices.Clone(rest)
	s.next.feed(out, last)
}

func (s *stage) told() Form {
	if s.form == "" {
		return Plain
	}
	return s.form
}
