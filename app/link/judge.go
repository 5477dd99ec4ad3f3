package link

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"taglane/app/taglane"
)

// Look reads a link without following it: what must be wrong is told at once,
// at no one's cost.
func Look(w Want, at time.Time) Chain {
	c := Chain{Depth: 1, Final: w.Link, At: at}
	r, err := Read(w.Link)
	if err != nil {
		return c.unsure(taglane.Invalid, taglane.SaidOf(err))
	}
	c.Verdict = w.read(r, at)
	if r.Destination != "" {
		c.Final = r.Destination
	}
	if c.Verdict == Unsure {
		c.Cause = taglane.Say("A short link does not say where it leads.")
	}
	return c
}

func (w Want) read(r Reading, at time.Time) Verdict {
	own, to := w.owners(r), hostIn(r.Destination)
	ours := slices.ContainsFunc(r.Layers, func(l Layer) bool { return own.Has(l.Network, l.Owner) })
	stranger := func(l Layer) bool { return l.Owner != "" && !own.Has(l.Network, l.Owner) }
	switch {
	case deadAt(to, at) != "" || slices.ContainsFunc(r.Layers, func(l Layer) bool { return deadAt(l.Host, at) != "" }):
		return DeadNetwork
	case slices.ContainsFunc(r.Layers, stranger) || slices.ContainsFunc(r.Nested, stranger):
		return IDForeign
	case !ours && r.Opaque:
		return Unsure
	case !ours:
		return IDMissing
	case to != "" && len(w.Domains) > 0 && !under(to, w.Domains...):
		return WrongShop
	case w.SubID != "" && !slices.ContainsFunc(r.Layers, func(l Layer) bool { return strings.EqualFold(l.SubID, w.SubID) }):
		return SubIDLost
	}
	return OK
}

// owners are ours at each network in a link, with the one that is wanted.
func (w Want) owners(r Reading) Owners {
	all := Owners{}
	for _, l := range append(slices.Clone(r.Layers), r.Nested...) {
		if w.Owner != "" && l.Owner == w.Owner {
			all[l.Network] = append(all[l.Network], w.Owner)
		}
	}
	for network, codes := range w.Own {
		all[network] = append(all[network], codes...)
	}
	return all
}

// whose says whether an address shows that it pays us, or somebody else.
func (w Want) whose(at *url.URL) (ours, stranger bool) {
	l, _, known := parsed(at)
	switch {
	case known && l.Owner != "":
		ours = l.Owner == w.Owner || w.Own.Has(l.Network, l.Owner)
		return ours, !ours
	case w.Owner == "":
		return false, false
	}
	return carries(decoded(at.String()), w.Owner), false
}

// carries finds a code that stands by itself in a text.
func carries(text, code string) bool {
	part := func(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
	for from := 0; code != ""; from++ {
		i := strings.Index(text[from:], code)
		if i < 0 {
			return false
		}
		from += i
		if end := from + len(code); (from == 0 || !part(text[from-1])) && (end == len(text) || !part(text[end])) {
			return true
		}
	}
	return false
}

func hostIn(address string) string {
	u, ok := parse(address)
	if !ok {
		return ""
	}
	return u.Hostname()
}

// foreign says whether a hop pays somebody else, which is certain however the
// way ends.
func (w *walk) foreign() bool {
	return slices.ContainsFunc(w.chain.Hops, func(h Hop) bool {
		at, ok := parse(h.URL)
		if !ok {
			return false
		}
		_, stranger := w.want.whose(at)
		return stranger
	})
}

// shuts are answers of a host that wants to be asked less, or only by persons.
var shuts = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable}

// judge says how a way that came to its end stands: first what could not be
// seen, then what is wrong for certain, then what looks wrong.
func (w *walk) judge() Verdict {
	end, _ := parse(w.chain.Final)
	host, wanted := end.Hostname(), w.destination()
	home := under(host, w.want.Home...)
	abroad := w.abroad(end, wanted)
	switch status := w.chain.Status; {
	case status == http.StatusNotFound || status == http.StatusGone:
		return Gone
	case status == http.StatusUnavailableForLegalReasons:
		return Region
	case status != http.StatusOK || w.says(pages.Doors):
		w.chain = w.chain.unsure(taglane.Later, taglane.Say("%s does not let this link be looked at.", host))
		if status == http.StatusOK || slices.Contains(shuts, status) {
			w.chain.Shut = host
		}
		return Unsure
	case !home && !abroad && (w.between(host) || len(w.want.Domains) > 0 && !under(host, w.want.Domains...)):
		if w.between(host) && w.page.scripted {
			w.chain = w.chain.unsure("", taglane.Say("The link leads on in a way that only a browser can follow."))
			return Unsure
		}
		return WrongShop
	case !w.want.Plain && !slices.ContainsFunc(w.chain.Hops, func(h Hop) bool { return h.OwnID }):
		return IDMissing
	case home:
		return OwnFallback
	case abroad || w.says(pages.Regions):
		return Region
	case !w.want.Plain && w.want.SubID != "" && !w.told():
		return SubIDLost
	case !w.read:
		w.chain = w.chain.unsure("", taglane.Say("The link ends at something that is no page."))
		return Unsure
	case w.elsewhere(end, wanted):
		return Soft404
	case w.page.soldOut():
		return SoldOut
	}
	return OK
}

// told says whether the network learned the sub-id: from one of the hops that
// are its own, or, where none of them can be read, from any.
func (w *walk) told() bool {
	own := false
	for _, h := range w.chain.Hops {
		at, _ := parse(h.URL)
		if l, _, known := parsed(at); known && l.Owner != "" && h.OwnID {
			if own = true; strings.EqualFold(l.SubID, w.want.SubID) {
				return true
			}
		}
	}
	return !own && slices.ContainsFunc(w.chain.Hops, func(h Hop) bool { return h.SubID })
}

// destination is where the link should end; nil where nobody knows.
func (w *walk) destination() *url.URL {
	to := w.want.Destination
	if to == "" {
		r, _ := Read(w.want.Link)
		to = r.Destination
	}
	u, ok := parse(to)
	if !ok {
		return nil
	}
	return u
}

// between says whether a host is a network's, where nothing is sold.
func (w *walk) between(host string) bool {
	_, _, known := networkAt(host)
	return (known || nameAt(hosts.Affiliates, host) != "" || nameAt(hosts.Shorteners, host) != "") && !under(host, w.want.Domains...)
}

// says looks for one of the phrases in the page's title and heading, unless
// the product is called so.
func (w *walk) says(phrases []string) bool {
	product := spaced(w.want.Title)
	for _, text := range append([]string{w.page.title}, w.page.names...) {
		text = spaced(text)
		if slices.ContainsFunc(phrases, func(p string) bool {
			p = strings.TrimSpace(spaced(p))
			return strings.Contains(text, " "+p+" ") && !strings.Contains(product, " "+p+" ") || wide(p) && strings.Contains(text, p) && !strings.Contains(product, p)
		}) {
			return true
		}
	}
	return false
}

// spaced is a text as small words with a space around each.
func spaced(text string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ") + " "
}

// wide says whether a text is in a script without spaces.
func wide(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
	})
}

var localeForm = regexp.MustCompile(`^[a-z]{2}([-_][a-z]{2})?$`)

// abroad says whether a link ended at the shop's address of another country:
// the same name under another ending, or another country in front.
func (w *walk) abroad(end, wanted *url.URL) bool {
	name, site := brand(end.Hostname())
	if len(w.want.Domains) > 0 && !under(end.Hostname(), w.want.Domains...) {
		return slices.ContainsFunc(w.want.Domains, func(d string) bool {
			same, _ := brand(d)
			return same != "" && same == name
		})
	}
	if wanted == nil {
		return false
	}
	if same, other := brand(wanted.Hostname()); same != "" && same == name && other != site {
		return true
	}
	here, there := locales(end), locales(wanted)
	return here[0] != "" && there[0] != "" && here[0] != there[0] || here[1] != "" && there[1] != "" && here[1] != there[1]
}

// brand is the name of a shop without what is below and behind it, and the
// site with what is behind.
func brand(host string) (name, site string) {
	site, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(strings.TrimPrefix(host, "www.")))
	if err != nil {
		return "", ""
	}
	name, _, _ = strings.Cut(site, ".")
	return name, site
}

// locales are the countries an address names, in its host and in its path.
func locales(u *url.URL) (out [2]string) {
	if first, rest, _ := strings.Cut(u.Hostname(), "."); localeForm.MatchString(first) && strings.Contains(rest, ".") {
		out[0] = first
	}
	if first, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(u.Path, "/")), "/"); localeForm.MatchString(first) {
		out[1] = strings.ReplaceAll(first, "_", "-")
	}
	return out
}

// elsewhere says whether the page at the end is another than the product's.
func (w *walk) elsewhere(end, wanted *url.URL) bool {
	if w.says(pages.Missing) {
		return true
	}
	if wanted != nil && aside(end) && !aside(wanted) {
		return true
	}
	if canonical, ok := resolve(end, w.page.canonical); w.page.canonical != "" && ok && wanted != nil && aside(canonical) && !aside(wanted) {
		return true
	}
	return other(w.want.Title, append([]string{w.page.title}, w.page.names...))
}

// aside says whether an address is a shop's front, a search or a category.
func aside(u *url.URL) bool {
	parts := strings.FieldsFunc(strings.ToLower(u.Path), func(r rune) bool { return r == '/' })
	if len(parts) > 0 && localeForm.MatchString(parts[0]) && !slices.Contains(pages.Products, parts[0]) && !slices.Contains(pages.Elsewhere, parts[0]) {
		parts = parts[1:]
	}
	if len(parts) == 0 || len(parts) == 1 && (strings.HasPrefix(parts[0], "index.") || parts[0] == "home") {
		return u.Query().Get("id") == "" && u.Query().Get("p") == ""
	}
	is := func(words []string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(words, strings.TrimSuffix(p, ".html")) })
	}
	return is(pages.Elsewhere) && !is(pages.Products)
}

// other says whether a page names itself and none of the product's words.
func other(title string, names []string) bool {
	wanted, there := words(title), words(strings.Join(names, " "))
	if len(wanted) == 0 || len(there) == 0 {
		return false
	}
	for word := range wanted {
		if there[word] {
			return false
		}
	}
	return true
}

// words are the words of a text that tell it from others: those of three
// letters and more, and each two signs of a script without spaces.
func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(spaced(text)) {
		signs := []rune(word)
		switch {
		case wide(word):
			for i := range len(signs) - 1 {
				out[string(signs[i:i+2])] = true
			}
		case len(signs) >= 3:
			out[word] = true
		}
	}
	return out
}
