package words

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// told are values and how each language writes them. The window's tests hold the
// same table against what the browser writes.
func told(t *testing.T) (rows []map[string]string) {
	t.Helper()
	b, err := os.ReadFile("../../frontend/src/words/testdata/figures.json")
	if err == nil {
		err = json.Unmarshal(b, &rows)
	}
	if err != nil || len(rows) < 20 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows
}

// valueFrom makes the value of a row of the table.
func valueFrom(t *testing.T, row map[string]string) any {
	t.Helper()
	text := row["value"]
	switch row["kind"] {
	case "money":
		value, code, _ := strings.Cut(text, " ")
		if strings.HasPrefix(value, "-") {
			return taglane.Amount{Value: value, Currency: code}
		}
		return taglane.Money{Amount: value, Currency: code}
	case "share":
		var n float64
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			t.Fatal(err)
		}
		return taglane.Share(n)
	case "day":
		return taglane.Day(text)
	case "wall":
		return taglane.Wall(text)
	}
	t.Fatalf("%q is no kind of value", row["kind"])
	return nil
}

func TestFiguresAreToldAsTheWindowTellsThem(t *testing.T) {
	for _, row := range told(t) {
		v := valueFrom(t, row)
		for _, language := range Languages {
			if got := In(language).Tell(taglane.Say("%s", v)); got != row[language] {
				t.Errorf("%s %s is told %q in %s, want %q", row["kind"], row["value"], got, language, row[language])
			}
		}
	}
}

func TestMomentsAreToldOnTheClockHere(t *testing.T) {
	at := time.Date(2026, 9, 3, 8, 5, 0, 0, time.Local)
	for language, want := range map[string]string{
		"en": "Sep 3, 08:05", "es": "3 sept, 8:05", "de": "3.9., 08:05", "ja": "9月3日 8:05", "zh-Hans": "9月3日 08:05",
	} {
		if got := In(language).Tell(taglane.Say("%s", at.UTC())); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

// What is no day, no time and no price is told as it stands.
func TestValuesThatAreNoneAreToldAsTheyStand(t *testing.T) {
	for want, v := range map[string]any{
		"soon":      taglane.Day("soon"),
		"at noon":   taglane.Wall("at noon"),
		"??\u00a07": taglane.Money{Amount: "7", Currency: "??"},
		"":          taglane.Money{},
	} {
		if got := In("en").Tell(taglane.Say("%s", v)); got != want {
			t.Errorf("%#v is told %q, want %q", v, got, want)
		}
	}
}

// Whatever a sentence speaks of, it is told whole in every language, before and
// after it was kept.
func TestEverySentenceIsToldWithEveryValue(t *testing.T) {
	formats := slices.Sorted(maps.Keys(said(t).formats))
	texts := rapid.SampledFrom([]any{
		"50% Tint", taglane.Say("cover"), taglane.Money{Amount: "24.00", Currency: "EUR"}, taglane.Money{Amount: "1200", Currency: "JPY"},
		taglane.Amount{Value: "-0.5", Currency: "KWD"}, taglane.Day("2026-11-26"), taglane.Wall("2026-12-01T10:00"), taglane.Share(0.125),
		time.Date(2026, 11, 26, 15, 4, 0, 0, time.UTC),
	})
	tongues := map[string]Tongue{}
	for _, l := range Languages {
		tongues[l] = In(l)
	}
	rapid.Check(t, func(t *rapid.T) {
		format := rapid.SampledFrom(formats).Draw(t, "format")
		verbs, err := verbsOf(format)
		if err != nil {
			t.Fatal(err)
		}
		args := make([]any, len(verbs))
		for at, v := range verbs {
			switch v {
			case "d":
				args[at-1] = rapid.Int64Range(-9, 2_000_000).Draw(t, "number")
			case "f":
				args[at-1] = rapid.Float64Range(-9, 9).Draw(t, "figure")
			default:
				args[at-1] = texts.Draw(t, "value")
			}
		}
		s := taglane.Said{Format: format, Args: args}
		b, err := json.Marshal(s)
		var back taglane.Said
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if err != nil {
			t.Fatal(err)
		}
		for language, tongue := range tongues {
			text := tongue.Tell(s)
			if text == "" || strings.Contains(text, "%!") || tongue.Tell(back) != text {
				t.Fatalf("%s: %q is told %q, and kept %q", language, format, text, tongue.Tell(back))
			}
		}
	})
}

// foreign is a figure as only English writes it among languages that group with
// points: 10,000, €5, 6 PM.
var foreign = regexp.MustCompile(`\d,\d{3}\b|[$€£]\d|\d ?[AP]M\b`)

// A translation that holds a figure of its own writes it in its own way too, here
// and on the screens.
func TestTranslationsWriteTheirOwnFigures(t *testing.T) {
	for _, folder := range []string{"catalogs", "../../frontend/src/words/catalogs"} {
		for _, language := range []string{"de", "es"} {
			b, err := os.ReadFile(filepath.Join(folder, language+".json"))
			var texts map[string]any
			if err == nil {
				err = json.Unmarshal(b, &texts)
			}
			if err != nil || len(texts) < 500 {
				t.Fatalf("%s, %s: %d sentences, %v", folder, language, len(texts), err)
			}
			for sentence, told := range texts {
				if figure := foreign.FindString(fmt.Sprint(told)); figure != "" {
					t.Errorf("%s, %s: %q holds %q: %v", folder, language, sentence, figure, told)
				}
			}
		}
	}
}
