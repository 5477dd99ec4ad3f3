package webpage

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"

	"taglane/app/taglane"
)

// words is everything the page says by itself in one language. Verbs in
// sentences are filled in order.
type words struct {
	Tag                                           string // BCP 47
	Lead                                          string // the word that says: this is advertising
	Commission, FromOwn, Gifts, Paid              string // sentences of the disclosure
	PaidLink                                      string // stands beside the link
	Chip, ChipBare                                string // on the picture
	InThisClip, Show, When, AsOf, By, And, More   string
	MyShop, Gift, GiftFrom, Partner, PartnerOf    string // how a product is tied
	SoldOut, Preorder, PricesSeen, SendsNothing   string
	Keeps, CSV                                    string // when the page counts
	Play, Pause, Mute, Unmute, Seek, Close, Opens string
	Moments, Broken                               string
	Second, Seconds, Product, Products            string
	Months                                        [12]string
	Date, Short                                   string // {day} {month} {mon} {m} {year}
	Decimal, Thousands                            string
	SymbolFirst                                   bool
}

var languages = map[string]words{
	"en": {
		Tag: "en", Lead: "Ad.", Commission: "I earn a commission through links marked “paid link”.", FromOwn: "From my own shop: %s.", Gifts: "Given to me as a gift: %s.", Paid: "Paid partnership: %s.",
		PaidLink: "(paid link)", Chip: "Ad · paid links", ChipBare: "Ad", InThisClip: "In this clip", Show: "Show at %s", When: "at %s", AsOf: "as of %s", By: "%s by %s", And: " and ", More: "%d more",
		MyShop: "My own shop", Gift: "Gift", GiftFrom: "Gift from %s", Partner: "Paid partnership", PartnerOf: "Paid partnership with %s", SoldOut: "sold out", Preorder: "pre-order",
		PricesSeen: "Prices as seen on %s; they may have changed.", SendsNothing: "This page sends nothing anywhere.", Keeps: "This page counts views and clicks on this device only and sends nothing anywhere.", CSV: "Download the counts (CSV)",
		Play: "Play", Pause: "Pause", Mute: "Mute", Unmute: "Unmute", Seek: "Position in the clip", Close: "Close", Opens: "%s, opens card", Moments: "Moments", Broken: "This browser cannot play the clip. Everything in it is in the list.",
		Second: "1 second", Seconds: "%d seconds", Product: "1 product", Products: "%d products", Date: "{day} {month} {year}", Short: "{day} {mon} {year}", Decimal: ".", Thousands: ",", SymbolFirst: true,
		Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	},
	"de": {
		Tag: "de", Lead: "Werbung.", Commission: "Über Links mit dem Zusatz „Werbelink“ erhalte ich eine Provision.", FromOwn: "Aus meinem eigenen Shop: %s.", Gifts: "Geschenkt bekommen: %s.", Paid: "Bezahlte Partnerschaft: %s.",
		PaidLink: "(Werbelink)", Chip: "Werbung · Affiliate-Links", ChipBare: "Werbung", InThisClip: "In diesem Clip", Show: "Zeigen bei %s", When: "bei %s", AsOf: "Stand %s", By: "%s von %s", And: " und ", More: "%d weitere",
		MyShop: "Mein eigener Shop", Gift: "Geschenk", GiftFrom: "Geschenk von %s", Partner: "Bezahlte Partnerschaft", PartnerOf: "Bezahlte Partnerschaft mit %s", SoldOut: "ausverkauft", Preorder: "vorbestellbar",
		PricesSeen: "Preise vom %s; sie können sich geändert haben.", SendsNothing: "Diese Seite überträgt keine Daten.", Keeps: "Diese Seite zählt Aufrufe und Klicks nur auf diesem Gerät und überträgt keine Daten.", CSV: "Zählung herunterladen (CSV)",
		Play: "Abspielen", Pause: "Anhalten", Mute: "Ton aus", Unmute: "Ton an", Seek: "Stelle im Clip", Close: "Schließen", Opens: "%s, öffnet Karte", Moments: "Stellen im Clip", Broken: "Dieser Browser kann den Clip nicht abspielen. Alles daraus steht in der Liste.",
		Second: "1 Sekunde", Seconds: "%d Sekunden", Product: "1 Produkt", Products: "%d Produkte", Date: "{day}. {month} {year}", Short: "{day}.{m}.{year}", Decimal: ",", Thousands: ".",
		Months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	},
	"fr": {
		Tag: "fr", Lead: "Publicité.", Commission: "Je touche une commission sur les liens marqués « lien rémunéré ».", FromOwn: "De ma propre boutique : %s.", Gifts: "Reçu en cadeau : %s.", Paid: "Collaboration commerciale : %s.",
		PaidLink: "(lien rémunéré)", Chip: "Publicité · liens rémunérés", ChipBare: "Publicité", InThisClip: "Dans ce clip", Show: "Voir à %s", When: "à %s", AsOf: "au %s", By: "%s de %s", And: " et ", More: "%d autres",
		MyShop: "Ma propre boutique", Gift: "Cadeau", GiftFrom: "Cadeau de %s", Partner: "Collaboration commerciale", PartnerOf: "Collaboration commerciale avec %s", SoldOut: "épuisé", Preorder: "en précommande",
		PricesSeen: "Prix relevés le %s ; ils ont pu changer.", SendsNothing: "Cette page n’envoie rien nulle part.", Keeps: "Cette page compte les vues et les clics sur cet appareil seulement et n’envoie rien nulle part.", CSV: "Télécharger le décompte (CSV)",
		Play: "Lire", Pause: "Pause", Mute: "Couper le son", Unmute: "Remettre le son", Seek: "Position dans le clip", Close: "Fermer", Opens: "%s, ouvre la fiche", Moments: "Moments", Broken: "Ce navigateur ne peut pas lire le clip. Tout ce qu’il montre est dans la liste.",
		Second: "1 seconde", Seconds: "%d secondes", Product: "1 produit", Products: "%d produits", Date: "{day} {month} {year}", Short: "{day}/{m}/{year}", Decimal: ",", Thousands: "\u202f",
		Months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	},
	"it": {
		Tag: "it", Lead: "Pubblicità.", Commission: "Ricevo una commissione dai link contrassegnati con «link pagato».", FromOwn: "Dal mio negozio: %s.", Gifts: "Ricevuto in regalo: %s.", Paid: "Collaborazione retribuita: %s.",
		PaidLink: "(link pagato)", Chip: "Pubblicità · link affiliati", ChipBare: "Pubblicità", InThisClip: "In questa clip", Show: "Mostra a %s", When: "a %s", AsOf: "al %s", By: "%s di %s", And: " e ", More: "altri %d",
		MyShop: "Il mio negozio", Gift: "Regalo", GiftFrom: "Regalo di %s", Partner: "Collaborazione retribuita", PartnerOf: "Collaborazione retribuita con %s", SoldOut: "esaurito", Preorder: "in prevendita",
		PricesSeen: "Prezzi rilevati il %s; potrebbero essere cambiati.", SendsNothing: "Questa pagina non invia nulla.", Keeps: "Questa pagina conta visualizzazioni e clic solo su questo dispositivo e non invia nulla.", CSV: "Scarica i conteggi (CSV)",
		Play: "Riproduci", Pause: "Pausa", Mute: "Disattiva audio", Unmute: "Attiva audio", Seek: "Posizione nella clip", Close: "Chiudi", Opens: "%s, apre la scheda", Moments: "Momenti", Broken: "Questo browser non può riprodurre la clip. Tutto ciò che mostra è nell’elenco.",
		Second: "1 secondo", Seconds: "%d secondi", Product: "1 prodotto", Products: "%d prodotti", Date: "{day} {month} {year}", Short: "{day}/{m}/{year}", Decimal: ",", Thousands: ".",
		Months: [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	},
}

// tongue is the page's language as the browser is told, and the words for it:
// English where we have none.
func tongue(clip, account string) (tag string, rtl bool, w words) {
	t, err := language.Parse(clip)
	if err != nil || t == language.Und {
		if t, err = language.Parse(account); err != nil || t == language.Und {
			t = language.English
		}
	}
	base, _ := t.Base()
	script, _ := t.Script()
	w, ok := languages[base.String()]
	if !ok {
		w = languages["en"]
	}
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		rtl = true
	}
	return t.String(), rtl, w
}

func (w words) date(t time.Time) string { return w.dated(w.Date, t) }

func (w words) dated(form string, t time.Time) string {
	form = strings.ReplaceAll(form, "{day}", fmt.Sprint(t.Day()))
	form = strings.ReplaceAll(form, "{month}", w.Months[t.Month()-1])
	form = strings.ReplaceAll(form, "{mon}", string([]rune(w.Months[t.Month()-1])[:3]))
	form = strings.ReplaceAll(form, "{m}", fmt.Sprint(int(t.Month())))
	return strings.ReplaceAll(form, "{year}", fmt.Sprint(t.Year()))
}

// few joins names for a sentence; a long list ends in a number.
func (w words) few(names []string) string {
	const most = 6
	names = slices.Clone(names)
	for i, n := range names {
		names[i] = cut(n, 60)
	}
	if len(names) > most+1 {
		names = append(names[:most:most], fmt.Sprintf(w.More, len(names)-most))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + w.And + names[n-1]
	}
	return strings.Join(names, "")
}

var symbols = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

// money writes a price as people of the language do.
func (w words) money(m taglane.Money) string {
	whole, cents, _ := strings.Cut(m.Amount, ".")
	if len(cents) == 1 {
		cents += "0"
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + w.Thousands + whole[i:]
	}
	if cents != "" {
		whole += w.Decimal + cents
	}
	symbol, short := symbols[m.Currency]
	switch {
	case !short && w.SymbolFirst:
		return m.Currency + "\u00a0" + whole
	case !short:
		return whole + "\u00a0" + m.Currency
	case w.SymbolFirst:
		return symbol + whole
	}
	return whole + "\u00a0" + symbol
}

// cut shortens a name to so many characters.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

// tidy is a name as it may stand in a line: without control characters and
// without marks that turn the direction of what follows it.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}
