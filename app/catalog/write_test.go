package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

func TestExportsAreHarmless(t *testing.T) {
	l := taglane.Listing{Key: "=1+1", Title: "@SUM(A1)", Brand: "+49", MPN: "-1", SKU: "'=x", Description: "=HYPERLINK(\"https://x.example\")"}
	var file bytes.Buffer
	if err := Write(&file, slices.Values([]taglane.Listing{l})); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range rows[1] {
		if c != "" && formula(c[0]) {
			t.Errorf("%s is a formula: %q", rows[0][i], c)
		}
	}
	for s, want := range map[string]string{"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "x=1": "x=1", "'x": "'x", "'=1": "''=1", "": "", "'": "'"} {
		if got := harmless(s); got != want || disarmed(got) != s {
			t.Errorf("%q is written %q and read %q, want %q", s, got, disarmed(got), want)
		}
	}
}

func TestWriteSaysWhenItCannot(t *testing.T) {
	err := Write(full{}, slices.Values(make([]taglane.Listing, 1000)))
	if taglane.KindOf(err) != taglane.Refused || !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

// drawn is any listing that Write can say whole.
func drawn(t *rapid.T) taglane.Listing {
	word := rapid.Custom(func(t *rapid.T) string {
		return oneLine(strings.ToValidUTF8(strings.ReplaceAll(rapid.OneOf(rapid.SampledFrom(naughty), rapid.StringN(0, 30, -1)).Draw(t, "word"), "\x00", ""), "?"))
	})
	at := rapid.Custom(func(t *rapid.T) time.Time {
		return november.Add(time.Duration(rapid.IntRange(-1000, 100_000).Draw(t, "minutes")) * time.Minute)
	})
	money := rapid.Custom(func(t *rapid.T) *taglane.Money {
		return &taglane.Money{Amount: rapid.SampledFrom([]string{"3", "12.50", "1234.567", "0.125"}).Draw(t, "amount"), Currency: rapid.SampledFrom([]string{"EUR", "JPY", "USD"}).Draw(t, "currency")}
	})
	l := taglane.Listing{
		Source: "own", Key: "k" + word.Draw(t, "key"), Group: word.Draw(t, "group"), Title: "t" + word.Draw(t, "title"), Brand: word.Draw(t, "brand"), MPN: word.Draw(t, "mpn"), SKU: word.Draw(t, "sku"), Category: word.Draw(t, "category"),
		Condition: rapid.SampledFrom([]string{"", "new", "used"}).Draw(t, "condition"), Availability: rapid.SampledFrom([]taglane.Availability{"in_stock", "limited", "unknown", "backorder"}).Draw(t, "stock"),
		ObservedAt: november, Unoffered: rapid.Bool().Draw(t, "unoffered"),
	}
	l.Title, l.Key = strings.TrimSpace(l.Title), strings.TrimSpace(l.Key)
	if rapid.Bool().Draw(t, "more") {
		l.GTINs = []string{"04006381333931", "00036000291452"}
		l.URL = "https://a.example/p?q=a,https://b.example"
		l.Images, l.Videos = []string{"https://a.example/1.jpg,http", "https://a.example/2.jpg"}, []string{"https://a.example/v.mp4"}
		l.Price, l.Sale = money.Draw(t, "price"), money.Draw(t, "sale")
		l.SaleFrom = at.Draw(t, "from").UTC()
		l.SaleTo = l.SaleFrom.Add(time.Hour)
		l.AvailableFrom, l.Expires, l.DisclosedFrom = at.Draw(t, "available"), at.Draw(t, "expires"), at.Draw(t, "disclosed")
		l.Options = []taglane.Choice{{Name: "c" + word.Draw(t, "name"), Value: "v" + word.Draw(t, "value")}}
		l.Options[0].Name, l.Options[0].Value = strings.TrimSpace(l.Options[0].Name), strings.TrimSpace(l.Options[0].Value)
	}
	return l
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []taglane.Listing
		for i := range rapid.IntRange(1, 6).Draw(t, "n") {
			l := drawn(t)
			l.Key += string(rune('a' + i))
			want = append(want, l)
		}
		var file bytes.Buffer
		if err := Write(&file, slices.Values(want)); err != nil {
			t.Fatal(err)
		}
		rows, report, err := read(Options{Source: "own", Zone: time.UTC}, &file)
		if err != nil || report.Format != Ours || unsound(rows, report) != "" || len(rows) != len(want) {
			t.Fatalf("%v, %+v", err, report)
		}
		for i, r := range rows {
			if !reflect.DeepEqual(r.Listing, want[i]) {
				t.Fatalf("read\n%s\nwant\n%s", lines([]taglane.Listing{r.Listing}), lines(want[i:i+1]))
			}
		}
	})
}
