package platform_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"taglane/app/platform"
)

func TestUnitsCount(t *testing.T) {
	const family, flag, accent = "👩‍👩‍👧‍👦", "🇩🇪", "e\u0301"
	for text, want := range map[string][4]int{ // characters, bytes, utf16, graphemes
		"":              {0, 0, 0, 0},
		"mug":           {3, 3, 3, 3},
		family:          {7, 25, 11, 1},
		flag + flag:     {4, 16, 8, 2},
		accent + "x":    {3, 4, 3, 2},
		"👋🏽\r\n한국":      {6, 16, 8, 4},
		"a\u200d b":     {4, 6, 4, 3},
		"ᄒ\u1161\u11ab": {3, 9, 3, 1},
	} {
		got := [4]int{platform.Characters.Count(text), platform.Bytes.Count(text), platform.UTF16.Count(text), platform.Graphemes.Count(text)}
		if got != want {
			t.Errorf("%q counts %v, want %v", text, got, want)
		}
	}
}

func TestCutKeepsWordsAndCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		u    platform.Unit
		text string
		most int
		want string
	}{
		{platform.Characters, "one two three", 13, "one two three"},
		{platform.Characters, "one two three", 12, "one two"},
		{platform.Characters, "one two three", 7, "one two"},
		{platform.Characters, "a wonderfullylongword", 12, "a wonderfull"}, // the blank is too far in front
		{platform.Bytes, "caf\u00e9", 4, "caf"},
		{platform.Characters, "cafe\u0301", 4, "caf"},
		{platform.UTF16, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 21, "👩‍👩‍👧‍👦"},
		{platform.Graphemes, "🇩🇪🇫🇷🇮🇹", 2, "🇩🇪🇫🇷"},
		{platform.Characters, "🇩🇪🇫🇷", 3, "🇩🇪"},
		{platform.Characters, "anything", 0, ""},
	} {
		if got := c.u.Cut(c.text, c.most); got != c.want {
			t.Errorf("%s of %q at %d: %q, want %q", c.u, c.text, c.most, got, c.want)
		}
	}
}

// What is cut fits, is a beginning of the text, and is valid.
func TestCutAlwaysFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.SampledFrom([]platform.Unit{platform.Characters, platform.Bytes, platform.UTF16, platform.Graphemes}).Draw(t, "unit")
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab é\u0301👩\u200d👧🇩🇪🏽\n한ᄒ\u1161"))).Draw(t, "text")
		most := rapid.IntRange(0, 20).Draw(t, "most")
		cut := u.Cut(text, most)
		if u.Count(cut) > most || !strings.HasPrefix(text, cut) || !utf8.ValidString(cut) {
			t.Fatalf("%q at %d is cut to %q", text, most, cut)
		}
		if platform.Graphemes.Count(cut)+platform.Graphemes.Count(text[len(cut):]) != platform.Graphemes.Count(text) {
			t.Fatalf("%q is cut inside a character: %q", text, cut)
		}
	})
}
