package drop_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"taglane/app/drop"
	"taglane/app/taglane"
)

func TestSecrets(t *testing.T) {
	got := drop.Secrets(held(), before)
	for kind, want := range map[drop.Kind][]string{
		drop.Name:    {"Zéphyr Running Shoe", "Altamont", "The Wind"},
		drop.Word:    {"Zéphyr", "Wind"}, // running and shoe are everybody's
		drop.Number:  {"ZEP-0042", "4006381333931", "AM77X"},
		drop.Price:   {"1289.50 EUR"},
		drop.Address: {"shop.example/launch/zephyr-one", "/launch/zephyr-one", "track.example/c/99"},
		drop.SubID:   {"k7f3q9x2"},
		drop.Picture: {"5f2a9c"},
	} {
		if !slices.Equal(texts(got, kind), want) {
			t.Errorf("%s: %q, want %q", kind, texts(got, kind), want)
		}
	}
	if got := drop.Secrets(held(), release); got != nil {
		t.Errorf("at the time there are still %v", got)
	}
	// What an open product says as well is no secret.
	d := held()
	d.Products[1].Title, d.Products[1].Brand, d.Products[1].Offer = "Sock for the Wind", "ALTAMONT", d.Products[0].Offer
	got = drop.Secrets(d, before)
	if names, words, prices := texts(got, drop.Name), texts(got, drop.Word), texts(got, drop.Price); !slices.Equal(words, []string{"Zéphyr"}) || slices.Contains(names, "Altamont") || prices != nil {
		t.Errorf("with an open product that says some of it: %q, %q, %q", names, words, prices)
	}
}

func inUTF16(text string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b.WriteByte(byte(u >> 8))
		}
		b.WriteByte(byte(u))
		if !big {
			b.WriteByte(byte(u >> 8))
		}
	}
	return b.String()
}

func percented(text string) string {
	out := ""
	for _, c := range []byte(text) {
		out += fmt.Sprintf("%%%02x", c)
	}
	return out
}

func numbered(text, form string) string {
	out := ""
	for _, r := range text {
		out += fmt.Sprintf(form, r)
	}
	return out
}

func inJSON(text string) string {
	out := ""
	for _, u := range utf16.Encode([]rune(text)) {
		out += fmt.Sprintf("\\u%04x", u)
	}
	return out
}

// disguises are ways in which a text lies in what leaves.
func disguises(text string) map[string]string {
	b, _ := json.Marshal(text)
	out := map[string]string{
		"as it is": text, "small": strings.ToLower(text), "capitals": strings.ToUpper(text),
		"a query": url.QueryEscape(text), "a path": url.PathEscape(text), "every byte of it %": percented(text), "twice %": url.QueryEscape(url.QueryEscape(text)),
		"HTML": html.EscapeString(text), "decimal entities": numbered(text, "&#%d;"), "hex entities": numbered(text, "&#x%X;"),
		"named entities": strings.NewReplacer("é", "&eacute;", "-", "&#45;", ".", "&period;", "/", "&sol;").Replace(text),
		"JSON":           string(b), "JSON units": inJSON(text), "HTML in JSON": inJSON(numbered(text, "&#%d;")),
		"UTF-16 LE": inUTF16(text, false), "UTF-16 BE": inUTF16(text, true),
	}
	if len(text) >= 8 {
		for i, before := range []string{"", "x", "xy"} {
			out[fmt.Sprint("base64 ", i)] = base64.StdEncoding.EncodeToString([]byte(before + text + "!?"))
			out[fmt.Sprint("base64 of an address ", i)] = base64.URLEncoding.EncodeToString([]byte(before + text + "!?"))
		}
	}
	return out
}

// Every secret is found in every disguise, told once, wherever it is cut.
func TestScanSeesThroughDisguises(t *testing.T) {
	secrets := drop.Secrets(held(), before)
	s := drop.NewScanner(secrets)
	for _, secret := range secrets {
		for how, text := range disguises(secret.Text) {
			within := "<p>one two " + strings.Repeat("three ", 20) + "“" + text + "” and more.</p>"
			for _, r := range []io.Reader{strings.NewReader(within), iotest.OneByteReader(strings.NewReader(within))} {
				found, err := s.Scan("page/index.html", r)
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				for _, l := range found {
					if l.Secret == secret {
						n++
					}
				}
				if n != 1 {
					t.Errorf("%s %q %s: told %d times", secret.Kind, secret.Text, how, n)
				}
			}
		}
	}
}

func TestScanFindsOtherSpellings(t *testing.T) {
	secrets := drop.Secrets(held(), before)
	for _, text := range []string{
		"zephyr-running-shoe.mp4", "#ZéphyrRunningShoe", "#zephyrrunningshoe", "zephyr_running_shoe", "zephyr+running+shoe", "ze\u0301phyr", "the new Zephyr!", "#zephyrdrop",
		"€1,289.50", "1.289,50 €", "1 289,50 EUR", "EUR 1289.50", "EUR1289.50", "1’289.50", `{"price":"1289.50"}`, "1289,50",
		"https://shop.example/launch/zephyr-one/", "a href=/launch/zephyr-one>", "?u1=k7f3q9x2&x", "GTIN 4006381333931.", "zep-0042",
	} {
		found, err := drop.Scan("page.html", strings.NewReader(text), secrets)
		if err != nil || len(found) == 0 {
			t.Errorf("%q is not seen", text)
		}
		if found, err = drop.Scan("files/"+text+".jpg", strings.NewReader(""), secrets); err != nil || len(found) == 0 {
			t.Errorf("a file called %q is not seen", text)
		}
	}
	for _, text := range []string{
		"a running shoe", "windows", "rewind", "0:1289.503", "left:1289.50%", "12.50 EUR", "x4006381333931", "1,128,950", "1289", "k7f3q9x22",
		"https://shop.example/socks", "https://shop.example/launch/zephyr-ones-not", "Merino Running Sock", "/launch",
	} {
		found, err := drop.Scan("page.html", strings.NewReader(text), secrets)
		found = slices.DeleteFunc(found, func(l drop.Leak) bool { return l.Secret.Kind == drop.Word && strings.Contains(text, "zephyr-ones") })
		if err != nil || len(found) > 0 {
			t.Errorf("%q is seen as %v", text, found)
		}
	}
}

func TestScanKnowsAPictureByItsBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	noise := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	picture := noise(3000)
	secret, ok := drop.InPicture("p", picture)
	if _, short := drop.InPicture("p", picture[:500]); !ok || short {
		t.Fatal("a picture is long enough, five hundred bytes are not")
	}
	for i := range 3 {
		for name, b := range map[string][]byte{"film.mp4": slices.Concat(noise(70000+i), picture, noise(99)), "page.html": []byte(`<img src="data:image/jpeg;base64,` + base64.StdEncoding.EncodeToString(slices.Concat(noise(i), picture)) + `">`)} {
			if found, err := drop.Scan(name, strings.NewReader(string(b)), []drop.Secret{secret}); err != nil || len(found) != 1 {
				t.Errorf("%s: %v, %v", name, found, err)
			}
		}
	}
	if found, _ := drop.Scan("film.mp4", strings.NewReader(string(noise(200000))), []drop.Secret{secret}); len(found) > 0 {
		t.Error("noise is taken for the picture")
	}
}

// Noise is full of short words, so a film counts only what is not there by chance.
func TestFilmsCountLongSecretsAlone(t *testing.T) {
	secrets := []drop.Secret{{drop.Word, "nova", "p"}, {drop.Name, "Novalight", "p"}}
	text := "…nova…  Novalight"
	for name, want := range map[string]int{"a.txt": 2, "a.mp4": 1, "A.MOV": 1} {
		if found, _ := drop.Scan(name, strings.NewReader(text), secrets); len(found) != want {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestScanPassesOnWhatCouldNotBeRead(t *testing.T) {
	broken := errors.New("torn")
	r := io.MultiReader(strings.NewReader(strings.Repeat("x ", 9000)+"ZEP-0042"+strings.Repeat(" y", 9000)), iotest.ErrReader(broken))
	found, err := drop.Scan("a.txt", r, drop.Secrets(held(), before))
	if !errors.Is(err, broken) || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

// One look at a megabyte costs the same for a thousand secrets as for one, give
// or take; and what looks like the beginning of all of them is no trap.
func TestScanIsLinear(t *testing.T) {
	var many []drop.Secret
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		word := make([]byte, 10)
		for i := range word {
			word[i] = 'a' + byte(r.IntN(26))
		}
		many = append(many, drop.Secret{Kind: drop.Word, Text: string(word), Product: taglane.ID(word)})
	}
	s := drop.NewScanner(many)
	text := strings.Repeat("aaaaaaaa%61&#97;\\u0061 lorem ipsum ", 30000)
	found, err := s.Scan("a.html", strings.NewReader(text+many[999].Text))
	if err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

func BenchmarkScan(b *testing.B) {
	s := drop.NewScanner(drop.Secrets(held(), before))
	text := strings.Repeat("<p>Two for the road &amp; more, {\"in\":12,\"out\":99}</p>\n", 20000)
	for _, name := range []string{"page.html", "film.mp4"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := s.Scan(name, strings.NewReader(text)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
