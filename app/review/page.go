package review

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"taglane/app/taglane"
)

//go:embed room
var source embed.FS

var layout = template.Must(template.ParseFS(source, "room/room.html"))

// MostInside is how large a film lies inside a room, in bytes; a larger one lies
// beside it. Mail takes little more, and a phone has to hold it in memory.
const MostInside = 40 << 20

// Page is everything a room shows.
type Page struct {
	Room     taglane.Room
	Title    string
	Note     string // from who asks; "" for none
	Language string // of the page where the browser's is none it speaks
	Film     Film
	Poster   []byte // JPEG; nil for none
	Draft    taglane.Draft
	Pictures map[taglane.ID][]byte // JPEG, by product
	Comments []Comment
	// Live says that a server stands behind the page; see the package's words.
	Live bool
}

// Film is the moving picture of a room, with exactly the draft's frames.
type Film struct {
	Type   string                        // such as video/mp4
	Open   func() (io.ReadCloser, error) // it lies inside the page; nil: it does not
	Beside string                        // a relative address; "" where it lies inside, or the guest has to have it
	Name   string                        // what it is called when it is saved
}

// Comment is one that the room shows. They come in one list; the page puts
// threads together.
type Comment struct {
	ID       taglane.ID       `json:"id"`
	As       taglane.ID       `json:"as,omitempty"` // what this guest calls it; "" where it is not theirs
	Reply    taglane.ID       `json:"reply,omitempty"`
	Frame    taglane.Frame    `json:"frame"`
	Out      taglane.Frame    `json:"out"`
	Name     string           `json:"name"`
	Colour   int              `json:"colour"` // 1–8
	Guest    bool             `json:"guest,omitempty"`
	At       string           `json:"at"` // RFC 3339
	Text     string           `json:"text"`
	Drawing  []taglane.Stroke `json:"drawing,omitempty"`
	Resolved string           `json:"resolved,omitempty"` // who closed the thread that it begins
	Deleted  bool             `json:"deleted,omitempty"`  // there only for its answers
}

// Person is somebody who is in the room now.
type Person struct {
	Name   string        `json:"name"`
	Colour int           `json:"colour"`
	Frame  taglane.Frame `json:"frame"` // what they look at
}

// shownTag and shownProduct are what the room shows of a draft: nothing that a
// visitor of the page would not see.
type shownTag struct {
	taglane.Span
	taglane.Path
	Product int    `json:"product"` // index among the products
	Name    string `json:"name"`
}

type shownProduct struct {
	Name    string `json:"name"`
	Brand   string `json:"brand,omitempty"`
	Lane    int    `json:"lane"`
	Price   string `json:"price,omitempty"` // amount
	Unit    string `json:"unit,omitempty"`  // ISO 4217
	Seen    string `json:"seen,omitempty"`
	SoldOut bool   `json:"soldOut,omitempty"`
	Site    string `json:"site,omitempty"` // where a visitor goes, told and not followed
	Tie     string `json:"tie,omitempty"`
	Picture string `json:"picture,omitempty"` // data: URL
}

// data is what the page's script reads.
type data struct {
	Format   string         `json:"format"`
	Room     taglane.ID     `json:"room"`
	Clip     taglane.ID     `json:"clip"`
	Digest   string         `json:"digest"`
	Rights   taglane.Rights `json:"rights"`
	Title    string         `json:"title"`
	By       string         `json:"by"`
	At       string         `json:"at"`
	Note     string         `json:"note,omitempty"`
	Language string         `json:"language"`
	Live     bool           `json:"live"`
	Film     shownFilm      `json:"film"`
	Tags     []shownTag     `json:"tags"`
	Products []shownProduct `json:"products"`
	Comments []Comment      `json:"comments"`
}

type shownFilm struct {
	Type   string        `json:"type"`
	Beside string        `json:"beside,omitempty"`
	Name   string        `json:"name"`
	Frames taglane.Frame `json:"frames"`
	Num    int64         `json:"num"`
	Den    int64         `json:"den"`
	Width  int           `json:"width"`
	Height int           `json:"height"`
	Sound  bool          `json:"sound"`
	Poster string        `json:"poster,omitempty"`
}

// filled is what room.html is filled with.
type filled struct {
	Title, Language string
	Policy          template.HTMLAttr
	Style           template.CSS
	Data, Words     template.JS
	Script          template.JS
}

// Room writes a room as one file of HTML. Every byte follows from the page.
func Room(w io.Writer, p Page) error {
	d, err := json.Marshal(p.data())
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The review could not be put together.")
	}
	words, err := json.Marshal(Words())
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The review could not be put together.")
	}
	f := filled{Title: p.Title, Language: p.Language, Policy: template.HTMLAttr(`content="` + Policy(p.Live) + `"`),
		Style: template.CSS(style()), Data: template.JS(d), Words: template.JS(words), Script: template.JS(script())}
	if err := layout.ExecuteTemplate(w, "head", f); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The review could not be put together.")
	}
	if p.Film.Open != nil {
		if err := inside(w, p.Film); err != nil {
			return err
		}
	}
	if err := layout.ExecuteTemplate(w, "foot", f); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The review could not be put together.")
	}
	return nil
}

// piece is how much of a film one element carries, in bytes; a multiple of
// three, so that each can be read by itself and be let go.
const piece = 3 << 20

func inside(w io.Writer, f Film) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		head := &lazily{w: w, before: `<script type="text/plain" class="film">`}
		e := base64.NewEncoder(base64.StdEncoding, head)
		n, err := io.CopyN(e, r, piece)
		if err == nil || err == io.EOF {
			err2 := e.Close()
			if n > 0 && err2 == nil {
				_, err2 = io.WriteString(w, "</script>\n")
			}
			if err2 != nil || err == io.EOF {
				return err2
			}
			continue
		}
		return err
	}
}

// lazily writes something before the first byte.
type lazily struct {
	w      io.Writer
	before string
}

func (l *lazily) Write(b []byte) (int, error) {
	if l.before != "" {
		if _, err := io.WriteString(l.w, l.before); err != nil {
			return 0, err
		}
		l.before = ""
	}
	return l.w.Write(b)
}

// Policy is what the page may do: run its own script and show what lies in it.
// A film beside it is a file of the same folder; only a room with a server
// behind it may ask that server, and nobody else.
func Policy(live bool) string {
	media, connect := "blob: 'self' file:", "'none'"
	if live {
		media, connect = "blob: 'self'", "'self'"
	}
	return fmt.Sprintf("default-src 'none'; img-src data: blob:; media-src %s; connect-src %s; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		media, connect, sum256(style()), sum256(script()))
}

func (p Page) data() data {
	c := p.Draft.Clip
	d := data{Format: "taglane-room-1", Room: p.Room.ID, Clip: p.Room.Clip, Digest: p.Room.Digest, Rights: p.Room.Rights, Title: p.Title,
		By: p.Room.By, At: p.Room.At.UTC().Format(time.RFC3339), Note: p.Note, Language: p.Language, Live: p.Live,
		Film:     shownFilm{Type: p.Film.Type, Beside: p.Film.Beside, Name: p.Film.Name, Frames: c.Frames, Num: c.Rate.Num, Den: c.Rate.Den, Width: c.Width, Height: c.Height, Sound: c.Audio != "", Poster: picture(p.Poster)},
		Comments: p.Comments, Tags: []shownTag{}, Products: []shownProduct{}}
	if d.Comments == nil {
		d.Comments = []Comment{}
	}
	index := map[taglane.ID]int{}
	for i, q := range p.Draft.Products {
		index[q.ID] = i
		d.Products = append(d.Products, p.product(i, q))
	}
	for _, t := range p.Draft.Tags {
		i, have := index[t.Product]
		if !have {
			continue
		}
		name := t.Label
		if name == "" {
			name = p.Draft.Products[i].Title
		}
		d.Tags = append(d.Tags, shownTag{t.Span, t.Path, i, taglane.OneLine(name, 200)})
	}
	return d
}

func (p Page) product(i int, q taglane.Product) shownProduct {
	s := shownProduct{Name: taglane.OneLine(q.Title, 200), Brand: taglane.OneLine(q.Brand, 100), Lane: i%8 + 1, SoldOut: q.SoldOut(), Tie: string(p.Draft.RelationOf(taglane.Tag{Product: q.ID})), Picture: picture(p.Pictures[q.ID])}
	if q.Offer != nil {
		s.Price, s.Unit, s.Seen = q.Offer.Price.Amount, q.Offer.Price.Currency, q.Offer.ObservedAt.UTC().Format(time.DateOnly)
	}
	if to := p.Draft.LinkTo(q.ID); taglane.CheckURL(to) == nil {
		s.Site = siteOf(to)
	}
	return s
}

// siteOf is the host of an address, without www.
func siteOf(address string) string {
	rest := strings.TrimPrefix(address, "https://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, "#")
	return strings.TrimPrefix(host, "www.")
}

func picture(jpeg []byte) string {
	if len(jpeg) == 0 {
		return ""
	}
	return "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(jpeg)
}

func sum256(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
