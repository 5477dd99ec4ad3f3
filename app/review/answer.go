package review

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"taglane/app/taglane"
)

// AnswerFormat is the form of an answer that this build reads.
const AnswerFormat = "taglane-review-1"

// Bounds of an answer.
const (
	MostAnswer   = 2 << 20  // bytes of the whole
	mostText     = 3 << 20  // bytes of it wrapped in a message
	MostRemark   = 64 << 10 // bytes of one comment, its drawing included
	MostRemarks  = 2000     // comments of one answer, replies included
	mostVerdicts = 1000     // of one guest
	mostID       = 120      // bytes of a name that the library gave
	mostFrame    = 1 << 31
)

// Answer is what a guest said in a room, read and within bounds. Every text in
// it is a stranger's.
type Answer struct {
	Room, Clip taglane.ID
	Digest     string // of the draft that was looked at
	Key        string // the guest's own secret: who has it goes on as the same guest
	Name       string
	Remarks    []Remark
	Verdict    *Judgement // nil for none
}

// Remark is a comment of a guest.
type Remark struct {
	ID      taglane.ID       `json:"id"` // UUIDv7, given by the guest's browser
	Frame   taglane.Frame    `json:"frame"`
	Out     taglane.Frame    `json:"out"`
	Text    string           `json:"text"`
	Drawing []taglane.Stroke `json:"drawing"`
	Reply   taglane.ID       `json:"reply"` // another of the answer's, or one of the library's; "" begins a thread
	At      time.Time        `json:"at"`
}

// Judgement is what a guest thinks of the draft as a whole.
type Judgement struct {
	N      int            `json:"n"` // from 1; the greatest counts
	Answer taglane.Answer `json:"answer"`
	Note   string         `json:"note"`
	At     time.Time      `json:"at"`
}

// wire is an answer as it is written.
type wire struct {
	Format   string            `json:"format"`
	Room     taglane.ID        `json:"room"`
	Clip     taglane.ID        `json:"clip"`
	Digest   string            `json:"digest"`
	Guest    string            `json:"guest"`
	Name     string            `json:"name"`
	Comments []json.RawMessage `json:"comments"`
	Verdict  *Judgement        `json:"verdict"`
}

// ReadAnswer reads an answer, as a file or as the text that a guest pasted into
// a message. Invalid: it is none, or has something in it that no room writes;
// then nothing of it is taken.
func ReadAnswer(b []byte) (Answer, error) {
	b, err := plain(b)
	if err != nil {
		return Answer{}, err
	}
	var w wire
	switch err := json.Unmarshal(b, &w); {
	case err != nil && !bytes.Contains(b, []byte(AnswerFormat)):
		return Answer{}, errNone()
	case err != nil:
		return Answer{}, taglane.Wrap(err, taglane.Invalid, "The answer cannot be read. Ask for it once more.")
	case w.Format != AnswerFormat && strings.HasPrefix(w.Format, "taglane-review-"):
		return Answer{}, taglane.Errorf(taglane.Invalid, "The answer was written by a newer Taglane. Update this one.")
	case w.Format != AnswerFormat:
		return Answer{}, errNone()
	case !secret.MatchString(w.Guest) || !named(w.Room) || !named(w.Clip) || !digest.MatchString(w.Digest):
		return Answer{}, errOdd()
	case len(w.Comments) > MostRemarks:
		return Answer{}, taglane.Errorf(taglane.Invalid, "An answer has at most %d comments.", MostRemarks)
	}
	a := Answer{Room: w.Room, Clip: w.Clip, Digest: w.Digest, Key: w.Guest, Name: taglane.OneLine(w.Name, taglane.MostName)}
	if !strings.ContainsFunc(a.Name, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) {
		return Answer{}, taglane.Errorf(taglane.Invalid, "The answer does not say whose it is.")
	}
	if a.Verdict = w.Verdict; a.Verdict != nil {
		if err := a.Verdict.tame(); err != nil {
			return Answer{}, err
		}
	}
	have := map[taglane.ID]bool{}
	for _, raw := range w.Comments {
		r, err := readRemark(raw)
		if err == nil && have[r.ID] {
			err = errOdd()
		}
		if err != nil {
			return Answer{}, err
		}
		have[r.ID] = true
		a.Remarks = append(a.Remarks, r)
	}
	return a, nil
}

func errNone() error {
	return taglane.Errorf(taglane.Invalid, "This is not the answer of a review.")
}

func errOdd() error {
	return taglane.Errorf(taglane.Invalid, "The answer has something in it that no review writes, so nothing of it was taken.")
}

var (
	secret = regexp.MustCompile(`^[0-9a-f]{32}$`)
	digest = regexp.MustCompile(`^[0-9a-f]{64}$`)
	uuid7  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

// named says whether a name may be one that a library gave.
func named(id taglane.ID) bool {
	return id != "" && len(id) <= mostID && utf8.ValidString(string(id)) && taglane.OneLine(string(id), mostID) == string(id)
}

func readRemark(raw json.RawMessage) (Remark, error) {
	if len(raw) > MostRemark {
		return Remark{}, taglane.Errorf(taglane.Invalid, "The answer has a comment that is too large.")
	}
	var r Remark
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, taglane.Wrap(err, taglane.Invalid, "The answer cannot be read. Ask for it once more.")
	}
	if !uuid7.MatchString(string(r.ID)) || r.Reply != "" && !named(r.Reply) || r.Reply == r.ID || !dated(r.At) ||
		r.Frame < 0 || r.Out < r.Frame || r.Out > mostFrame {
		return r, errOdd()
	}
	if err := taglane.CheckDrawing(r.Drawing); err != nil {
		return r, err
	}
	for i := range r.Drawing {
		s := &r.Drawing[i]
		if text := taglane.OneLine(s.Text, taglane.MostName); s.Kind == taglane.StrokeText && text == "" {
			return r, errOdd()
		} else {
			s.Text = text
		}
	}
	if r.Text = taglane.Tidied(r.Text, taglane.MostComment); r.Text == "" && len(r.Drawing) == 0 {
		return r, errOdd()
	}
	return r, nil
}

func (j *Judgement) tame() error {
	switch j.Answer {
	case taglane.Approves, taglane.Changes, taglane.Withdrawn:
	default:
		return errOdd()
	}
	if j.N < 1 || j.N > mostVerdicts || !dated(j.At) {
		return errOdd()
	}
	j.Note = taglane.Tidied(j.Note, taglane.MostComment)
	return nil
}

// dated says whether a time is one that a clock shows.
func dated(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

// plain is the answer itself: what was given, or what is wrapped in a message.
// A wrapped one begins with its format and a colon and ends with a full stop, so
// that one that was cut is noticed; whatever a mail put between its lines is
// passed over.
func plain(b []byte) ([]byte, error) {
	if len(b) > mostText {
		return nil, taglane.Errorf(taglane.Invalid, "The answer is too large: %d MB are the most.", MostAnswer>>20)
	}
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	_, rest, wrapped := bytes.Cut(b, []byte(AnswerFormat+":"))
	if wrapped && !bytes.HasPrefix(b, []byte("{")) {
		body, _, whole := bytes.Cut(rest, []byte("."))
		if !whole {
			return nil, taglane.Errorf(taglane.Invalid, "The text of the answer is not whole. Copy all of it.")
		}
		body = bytes.Map(func(r rune) rune {
			if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, body)
		out := make([]byte, base64.RawURLEncoding.DecodedLen(len(body)))
		n, err := base64.RawURLEncoding.Decode(out, body)
		if err != nil {
			return nil, taglane.Wrap(err, taglane.Invalid, "The text of the answer is not whole. Copy all of it.")
		}
		b = out[:n]
	}
	if len(b) > MostAnswer {
		return nil, taglane.Errorf(taglane.Invalid, "The answer is too large: %d MB are the most.", MostAnswer>>20)
	}
	if !bytes.HasPrefix(b, []byte("{")) {
		return nil, errNone()
	}
	return b, nil
}
