package taglane

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestValuesAreKeptAsWhatTheyAre(t *testing.T) {
	at := time.Date(2026, 11, 26, 23, 30, 0, 0, time.FixedZone("", 2*3600))
	for _, c := range []struct {
		value any
		kept  string
		plain string
	}{
		{Money{"24.00", "EUR"}, `{"money":{"amount":"24.00","currency":"EUR"}}`, "24.00 EUR"},
		{Money{}, `{"money":{"amount":"","currency":""}}`, " "},
		{Amount{"-1200", "JPY"}, `{"amount":{"value":"-1200","currency":"JPY"}}`, "-1200 JPY"},
		{DayOf(at), `{"day":"2026-11-26"}`, "2026-11-26"},
		{DayOf(at.UTC().Add(3 * time.Hour)), `{"day":"2026-11-27"}`, "2026-11-27"},
		{Wall("2026-12-01T10:00"), `{"wall":"2026-12-01T10:00"}`, "2026-12-01T10:00"},
		{Share(0.125), `{"share":0.125}`, "12.5%"},
		{Share(0), `{"share":0}`, "0%"},
		{Share(-0.0004), `{"share":-0.0004}`, "0%"},
		{Share(1), `{"share":1}`, "100%"},
	} {
		said := Say("%s", c.value)
		b, err := json.Marshal(said)
		if want := `["%s",` + c.kept + `]`; err != nil || string(b) != want || said.String() != c.plain {
			t.Errorf("%#v is kept as %s and told %q, want %s and %q, %v", c.value, b, said.String(), want, c.plain, err)
		}
		var back Said
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, said) {
			t.Errorf("%s is read as %#v, %v", b, back, err)
		}
	}
}

// What an older library wrote, and what a newer one may, is read all the same.
func TestOtherLibrariesAreRead(t *testing.T) {
	for kept, want := range map[string]string{
		`["The price of %s went from %s to %s.","Mug","24.00 EUR","19.00 EUR"]`: "The price of Mug went from 24.00 EUR to 19.00 EUR.",
		`["It ends on %s.","2026-12-01"]`:                                       "It ends on 2026-12-01.",
		`["It lasts %s.",{"lasts":"90s"}]`:                                      `It lasts {"lasts":"90s"}.`,
	} {
		var s Said
		if err := json.Unmarshal([]byte(kept), &s); err != nil || s.String() != want {
			t.Errorf("%s reads %q, %v; want %q", kept, s, err, want)
		}
	}
	var s Said
	if err := json.Unmarshal([]byte(`["It costs %s.",{"money":"much"}]`), &s); err == nil {
		t.Errorf("a price that is none reads %q", s)
	}
}

func TestEveryShareIsAFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if n := Share(rapid.Float64Range(-9, 9).Draw(t, "share")).Percent(); !figureForm.MatchString(n) {
			t.Fatalf("%q is no figure", n)
		}
	})
}

// A whole figure comes back as a figure: "9.0 seconds" is never told as a count.
func TestWholeFiguresStayFigures(t *testing.T) {
	said := Say("It lasts %.1f s.", 9.0)
	b, err := json.Marshal(said)
	var back Said
	if err == nil {
		err = json.Unmarshal(b, &back)
	}
	if err != nil || back.String() != "It lasts 9.0 s." {
		t.Errorf("%s is read as %q, %v", b, back, err)
	}
}
