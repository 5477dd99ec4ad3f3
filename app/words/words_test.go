package words

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"taglane/app/taglane"
)

// shelfOf makes books of a German catalog, beside empty ones.
func shelfOf(t *testing.T, english, german string) books {
	t.Helper()
	from := fstest.MapFS{}
	for _, l := range Languages {
		from["catalogs/"+l+".json"] = &fstest.MapFile{Data: []byte("{}")}
	}
	from["catalogs/en.json"].Data = []byte(english)
	from["catalogs/de.json"].Data = []byte(german)
	for i := range Languages {
		if _, err := read(from, i); err != nil {
			t.Fatal(err)
		}
	}
	return shelved(from)
}

// watched notes what is read from it.
type watched struct {
	fs.FS
	read *[]string
}

func (w watched) Open(name string) (fs.File, error) {
	*w.read = append(*w.read, name)
	return w.FS.Open(name)
}

// The catalogs together take longer to read than a library takes to be opened.
func TestACatalogIsReadWhenItIsFirstPrinted(t *testing.T) {
	var read []string
	b := shelved(watched{files, &read})
	de, en := in(b, "de"), in(b, "")
	if len(read) > 0 {
		t.Errorf("%q were read, and nothing was told", read)
	}
	en.Tell(taglane.Plain("Mug"))
	if !slices.Equal(read, []string{"catalogs/en.json"}) {
		t.Errorf("for a word in English %q were read", read)
	}
	read = nil
	for range 2 {
		de.Tell(taglane.Plain("Mug"))
	}
	if slices.Sort(read); !slices.Equal(read, []string{"catalogs/de.json", "catalogs/en.json"}) {
		t.Errorf("for a word in German %q were read", read)
	}
}

const german = `{
	"The %s of %s is longer than %d characters.": "%[2]s: %[1]s mit mehr als %[3]d Zeichen.",
	"title": "Titel",
	"Take %d of %s": {"arg": 1, "one": "Von %[2]s eins", "other": "%d Stück von %s"},
	"Lay %s on %d": {"arg": 2, "one": "%s auf eins legen", "other": "%s auf %d legen"},
	"Remove %d tags": {"arg": 1, "one": "Eine Marke entfernen", "other": "%[1]d Marken entfernen"},
	"Trim %s %+.1f s": "%s um %+.1[2]f s kürzen",
	"There is no way.": "Es gibt keinen Weg.",
	"Next try at %s.": "Nächster Versuch: %s.",
	"Mark %d cannot be laid: %s": "Marke %d geht nicht: %s",
	"Something went wrong inside Taglane. The details are in the log.": "Etwas ging schief."
}`

const english = `{"Remove %d tags": {"arg": 1, "one": "Remove %[1]d tag", "other": "Remove %[1]d tags"}}`

func TestTell(t *testing.T) {
	b := shelfOf(t, english, german)
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.Local)
	long := taglane.Say("The %s of %s is longer than %d characters.", taglane.Say("title"), "100% Tint", 12_000)
	for _, c := range []struct {
		language string
		said     taglane.Said
		want     string
	}{
		{"de", long, "100% Tint: Titel mit mehr als 12.000 Zeichen."},
		{"de-AT", long, "100% Tint: Titel mit mehr als 12.000 Zeichen."},
		{"de_CH.UTF-8", taglane.Say("There is no way."), "Es gibt keinen Weg."},
		{"en", long, "The title of 100% Tint is longer than 12,000 characters."},
		{"ja", long, "The title of 100% Tint is longer than 12,000 characters."},
		{"tlh", long, "The title of 100% Tint is longer than 12,000 characters."},
		{"zh-TW", taglane.Say("There is no way."), "There is no way."},
		{"C", taglane.Say("There is no way."), "There is no way."},
		{"", taglane.Say("There is no way."), "There is no way."},
		{"de", taglane.Say("Remove %d tags", 1), "Eine Marke entfernen"},
		{"de", taglane.Say("Remove %d tags", int64(2)), "2 Marken entfernen"},
		{"en", taglane.Say("Remove %d tags", 1), "Remove 1 tag"},
		{"en", taglane.Say("Remove %d tags", taglane.Frame(0)), "Remove 0 tags"},
		{"es", taglane.Say("Remove %d tags", 1), "Remove 1 tag"}, // counts even where it is not translated
		{"ja", taglane.Say("Remove %d tags", 1), "Remove 1 tag"},
		{"ja", taglane.Say("Remove %d tags", 2), "Remove 2 tags"},
		{"de", taglane.Say("Trim %s %+.1f s", "Tint", 0.42), "Tint um +0,4 s kürzen"},
		{"de", taglane.Say("Take %d of %s", 1, "Tint"), "Von Tint eins"},
		{"de", taglane.Say("Take %d of %s", 4, "Tint"), "4 Stück von Tint"},
		{"de", taglane.Say("Lay %s on %d", "Tint", 1), "Tint auf eins legen"},
		{"de", taglane.Say("Lay %s on %d", "Tint", 1200), "Tint auf 1.200 legen"},
		{"de", taglane.Plain("%s, wie sie ist"), "%s, wie sie ist"},
		{"de", taglane.Say("Next try at %s.", noon), "Nächster Versuch: 26.11., 12:00."},
		{"en", taglane.Say("Next try at %s.", noon), "Next try at Nov 26, 12:00."},
		{"de", taglane.Said{}, ""},
	} {
		if got := in(b, c.language).Tell(c.said); got != c.want {
			t.Errorf("%s: %#v is told %q, want %q", c.language, c.said, got, c.want)
		}
	}
	if got := (Tongue{}).Tell(taglane.Say("There is no way.")); got != "There is no way." || (Tongue{}).Language() != "en" {
		t.Errorf("the zero tongue says %q", got)
	}
}

func TestEveryKindOfErrorIsTold(t *testing.T) {
	de := in(shelfOf(t, english, german), "de")
	for _, k := range []taglane.Kind{
		taglane.Invalid, taglane.NotFound, taglane.Conflict, taglane.Login, taglane.Refused, taglane.Later, taglane.Offline, taglane.Unsure, taglane.Internal,
	} {
		err := fmt.Errorf("step: %w", taglane.Wrap(errors.New("raw"), k, "There is no way."))
		if got := de.Of(err); got != "Es gibt keinen Weg." {
			t.Errorf("%s is told %q", k, got)
		}
	}
	inner := taglane.Errorf(taglane.Invalid, "There is no way.")
	for want, err := range map[string]error{
		"":                   nil,
		"Etwas ging schief.": errors.New("dial tcp: refused"),
		"Marke 3 geht nicht: Es gibt keinen Weg.": taglane.Errorf(taglane.Invalid, "Mark %d cannot be laid: %s", 3, inner),
		"As it came.": &taglane.Error{Kind: taglane.Refused, Message: "As it came."},
	} {
		if got := de.Of(err); got != want {
			t.Errorf("%v is told %q, want %q", err, got, want)
		}
	}
}

func TestTonguesMayBeUsedByMany(t *testing.T) {
	de := in(shelfOf(t, english, german), "de")
	var wait sync.WaitGroup
	for n := range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for range 50 {
				if got, want := de.Tell(taglane.Say("Remove %d tags", n+2)), fmt.Sprintf("%d Marken entfernen", n+2); got != want {
					t.Errorf("told %q, want %q", got, want)
				}
			}
		}()
	}
	wait.Wait()
}

func TestLanguagesArePicked(t *testing.T) {
	for asked, want := range map[string]string{
		"de": "de", "de-DE": "de", "es-MX": "es", "ja-JP": "ja", "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-Hans": "zh-Hans", "zh-TW": "en",
		"en-GB": "en", "fr": "en", "nonsense!": "en", "": "en",
	} {
		if got := In(asked).Language(); got != want {
			t.Errorf("%q is told in %s, want %s", asked, got, want)
		}
	}
}

// A catalog with a fault in it is found out.
func TestFaultyCatalogs(t *testing.T) {
	formats := map[string][]string{"The %s of %d tags": nil, "Remove %d tags": nil, "There is no way.": nil}
	for _, c := range []struct{ name, catalog, want string }{
		{"a sentence is missing", `{"The %s of %d tags": "%s %d", "Remove %d tags": "%d"}`, `lacks "There is no way."`},
		{"nobody says it", `{"Bye.": "Tschüss."}`, "nobody says"},
		{"a number as a text", `{"The %s of %d tags": "%s von %s"}`, "as %s, not %d"},
		{"the order without places", `{"The %s of %d tags": "%d von %s"}`, "argument 1 as %d, not %s"},
		{"a place too many", `{"Remove %d tags": "%d %[2]s"}`, "argument 2 that there is not"},
		{"nothing shown", `{"Remove %d tags": "Weg damit"}`, "does not show argument 1"},
		{"an empty one", `{"There is no way.": " "}`, "is empty"},
		{"a stray percent", `{"There is no way.": "100 % kein Weg"}`, "write %%"},
		{"%v", `{"Remove %d tags": "%v weg"}`, "uses %v"},
		{"a text decides", `{"The %s of %d tags": {"arg": 1, "one": "%s %d", "other": "%s %d"}}`, "not a whole number"},
		{"the figure is missing for many", `{"Remove %d tags": {"arg": 1, "one": "Eine weg", "other": "Viele weg"}}`, "does not show argument 1"},
		{"all is well", `{"The %s of %d tags": "%[2]d: %[1]q", "Remove %d tags": {"arg": 1, "one": "Eine weg", "other": "%d weg"}, "There is no way.": "Kein Weg."}`, ""},
	} {
		from := fstest.MapFS{"catalogs/de.json": {Data: []byte(c.catalog)}}
		all, err := entries(from, "de")
		if err != nil {
			t.Fatal(c.name, err)
		}
		got := faults(formats, all, true)
		if c.want == "" && len(got) > 0 || c.want != "" && !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, bad := range []string{`{"x": {"one": "a", "other": "b"}}`, `{"x": {"arg": 1, "one": "a"}}`, `{"x": 7}`, `{"x"}`, `{"x": {"arg": "1", "other": "b"}}`} {
		if _, err := entries(fstest.MapFS{"catalogs/de.json": {Data: []byte(bad)}}, "de"); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}

// A room that says something past words is found out.
func TestPlantedSentencesAreCaught(t *testing.T) {
	const head = "package studio\nimport \"taglane/app/taglane\"\n"
	for _, c := range []struct{ file, code, want string }{
		{"app/media/x.go", `var _ = taglane.Errorf(taglane.Invalid, message)`, "has to be a constant"},
		{"app/media/x.go", `var _ = taglane.Errorf(taglane.Invalid, "%s", why)`, "taglane.Refuse"},
		{"app/media/x.go", `var _ = taglane.Errorf(taglane.Invalid, "A %s of %d.", why)`, "speaks of 2 things and is given 1"},
		{"app/media/x.go", `var _ = taglane.Say("The %s is gone.", "cover")`, "words inside a sentence"},
		{"app/media/x.go", `var _ = taglane.Wrap(err, taglane.Invalid, "No: %s", taglane.MessageOf(err))`, "words inside a sentence"},
		{"app/media/x.go", `var _ = taglane.Say("It took %s.", fmt.Sprintf("%d days", n))`, "words inside a sentence"},
		{"app/media/x.go", `var _ = taglane.Say("It took %v.", n)`, "uses %v"},
		{"app/trade/x.go", `var _ = taglane.Say("It ends on %s.", end.Format(time.DateOnly))`, "is given the value"},
		{"app/trade/x.go", `var _ = taglane.Say("At second %s.", taglane.Plain(strconv.FormatFloat(n, 'f', 1, 64)))`, "is given the value"},
		{"app/trade/x.go", `var _ = taglane.Say("It costs %s.", offer.Price.String())`, "is given the value"},
		{"app/trade/x.go", `var _ = taglane.Say("It costs %s.", offer.Price)`, ""},
		{"app/trade/x.go", `var _ = taglane.Say("It ends on %s.", taglane.DayOf(end))`, ""},
		{"app/cover/x.go", `var _ = taglane.Finding{Rule: "x", Message: said}`, "made by its function"},
		{"app/cover/x.go", `var _ = taglane.Loss{"a", "b", "c"}`, "made by its function"},
		{"app/cover/x.go", `var _ = &taglane.Error{Kind: taglane.Refused, Message: said}`, "made by its function"},
		{"app/studio/x.go", `var _ = NoticeEvent{"info", name + " came in."}`, "say it through words"},
		{"app/outbox/x.go", `var _ = Entry{Detail: "Asked " + name}`, "say it through words"},
		{"app/team/x.go", `var _ = Entry{"media/" + name, size, name}`, ""},
		{"app/studio/x.go", `var _ = Change{Message: fmt.Sprintf("%d tags", n)}`, "say it through words"},
		{"app/studio/x.go", `func f() { c.Detail = "All is well." }`, "say it through words"},
		{"app/studio/x.go", `func f() { label := "Remove " + name; _ = label }`, "say it through words"},
		{"app/studio/x.go", `func f() { s.commit(ctx, id, "Remove "+name, w) }`, "say it through words"},
		{"app/store/x.go", `var _ = named(err, "walk the dog")`, "is not said anywhere"},
		{"app/studio/x.go", `var _ = taglane.CheckText("shoe size", s, 9)`, "is not said anywhere"},
		{"app/studio/x.go", `func f() { s.commit(ctx, id, s.say("Remove %s", name), w) }`, ""},
		{"app/studio/x.go", `var _ = NoticeEvent{"info", s.say("%s came in.", name)}`, ""},
		{"app/cover/x.go", `var _ = []taglane.Finding{}`, ""},
		{"app/media/x.go", `var _ = taglane.Refuse(taglane.Invalid, why)`, ""},
	} {
		got := gather(map[string]string{c.file: head + c.code}).wrong
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) == 0 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
	}
	found := gather(map[string]string{"app/studio/x.go": head + `var _, _ = taglane.Say("One " + "sentence."), s.say("Remove %s", x)`}).formats
	if len(found) != 2 || found["One sentence."] == nil || found["Remove %s"] == nil {
		t.Errorf("found %v", found)
	}
}
