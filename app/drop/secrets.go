package drop

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"taglane/app/taglane"
)

// Kind says what of a product a secret is.
type Kind string

const (
	Name    Kind = "name" // its title, its brand, or what else the creator calls it
	Word    Kind = "word" // a word that only its name has
	Number  Kind = "number"
	Price   Kind = "price"
	Address Kind = "address"
	SubID   Kind = "sub-id"
	Picture Kind = "picture"
)

// Secret is a text that gives a held product away.
type Secret struct {
	Kind    Kind
	Text    string // as a person would write it; bytes of a picture
	Product taglane.ID
}

// Lengths below which a text says nothing for certain, in letters.
const (
	fewestLetters = 4 // of a word, a number, or an address
	shortestName  = 3 // of a name in letters that words are made of; two signs of Chinese are a name
)

// Secrets are the texts of a draft that nobody may read before a time. What a
// product that is not held says as well is no secret, nor is a word of
// everybody's, such as a colour.
func Secrets(d taglane.Draft, at time.Time) []Secret {
	s := look(d, at)
	if s.none() {
		return nil
	}
	w := &whispers{public: publicText(s.shown()), have: map[Secret]bool{}}
	for _, p := range d.Products {
		if s.secrets[p.ID] {
			w.of(p)
		}
	}
	for _, t := range d.Tags {
		_, held := s.tags[t.ID]
		if !held && !s.secrets[t.Product] {
			continue
		}
		if s.secrets[t.Product] {
			w.name(t.Product, t.Label)
		}
		if l, made := d.Links[t.ID]; made {
			w.link(t.Product, l)
		}
	}
	for _, l := range d.Links {
		if s.secrets[l.Product] {
			w.link(l.Product, l)
		}
	}
	return w.all
}

// shown are the texts that products which are not held say themselves. What the
// creator calls their tags does not count: it may be the leak.
func (s sight) shown() (texts []string) {
	for _, p := range s.Products {
		if s.secrets[p.ID] {
			continue
		}
		texts = append(texts, p.Title, p.Brand, p.SKU, p.GTIN, p.MPN, p.Group, place(p.URL))
		if p.Offer != nil {
			texts = append(texts, amounts(p.Offer.Price.Amount)...)
		}
		for _, o := range p.Options {
			texts = append(texts, o.Name, o.Value)
		}
	}
	for _, t := range s.Tags {
		if _, held := s.tags[t.ID]; !held && !s.secrets[t.Product] {
			if l, made := s.Links[t.ID]; made {
				texts = append(texts, place(l.URL), place(l.Destination), l.SubID)
			}
		}
	}
	return texts
}

// whispers gathers secrets, each once, none that is public.
type whispers struct {
	public public
	have   map[Secret]bool
	all    []Secret
}

func (w *whispers) add(kind Kind, product taglane.ID, text string) {
	text = strings.TrimSpace(text)
	s := Secret{kind, text, product}
	if text == "" || w.have[s] || w.public.says(s) {
		return
	}
	w.have[s] = true
	w.all = append(w.all, s)
}

func (w *whispers) of(p taglane.Product) {
	w.name(p.ID, p.Title)
	w.name(p.ID, p.Brand)
	for _, number := range []string{p.SKU, p.GTIN, p.MPN, p.Group} {
		if utf8.RuneCountInString(number) >= fewestLetters {
			w.add(Number, p.ID, number)
		}
	}
	if p.Offer != nil && p.Offer.Price.Amount != "" && !w.public.says(Secret{Text: p.Offer.Price.Amount}) {
		w.add(Price, p.ID, p.Offer.Price.String())
	}
	w.address(p.ID, p.URL)
	w.add(Picture, p.ID, p.Image)
}

func (w *whispers) name(product taglane.ID, name string) {
	if name = strings.Join(strings.Fields(name), " "); name == "" {
		return
	}
	words := wordsOf(name)
	if long(name) && !(len(words) == 1 && everybodys[fold(words[0])]) {
		w.add(Name, product, name)
	}
	for _, word := range words {
		if utf8.RuneCountInString(word) >= fewestLetters && strings.ContainsFunc(word, unicode.IsLetter) && !everybodys[fold(word)] && word != name {
			w.add(Word, product, word)
		}
	}
}

// long says whether a name is long enough to be told from chance.
func long(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case unbroken(r):
			letters += 2
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			letters++
		}
	}
	return letters >= shortestName
}

// unbroken says whether a letter belongs to a script that puts no spaces between words.
func unbroken(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// wordsOf are the words of a text: letters, digits and the marks on them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !inWord(r) })
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// address keeps where a page lies: host and path, and the path alone where it
// is long enough to mean one thing.
func (w *whispers) address(product taglane.ID, address string) {
	where := place(address)
	if utf8.RuneCountInString(where) < fewestLetters {
		return
	}
	w.add(Address, product, where)
	if _, path, deep := strings.Cut(where, "/"); deep && utf8.RuneCountInString(path) >= 2*fewestLetters {
		w.add(Address, product, "/"+path)
	}
}

// place is the host and the path of an address, as they are read and without
// www; "" of what is no address.
func place(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + strings.TrimRight(u.Path, "/")
}

func (w *whispers) link(product taglane.ID, l taglane.Link) {
	w.address(product, l.URL)
	w.address(product, l.Destination)
	if len(l.SubID) >= fewestLetters {
		w.add(SubID, product, l.SubID)
	}
}

// InPicture is what of a picture's bytes gives it away wherever it lies; false
// where it is too short to tell. It is taken from behind, for many pictures
// begin alike.
func InPicture(product taglane.ID, picture []byte) (Secret, bool) {
	const enough, shortest = 48, 512
	if len(picture) < shortest {
		return Secret{}, false
	}
	at := len(picture) * 3 / 4
	return Secret{Picture, string(picture[at : at+enough]), product}, true
}
