package link_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/link"
	"taglane/app/taglane"
)

func TestSubIDsAsThePageWritesThem(t *testing.T) {
	for code, want := range map[string]link.SubID{
		"c0000000t000d00v028": {},
		"c0000001t001d01v06v": {1, 1, 1, 0},
		"c021i3v9t016d07v1a4": {123456789, 42, 7, 1},
		"c0zik0zkt0rrd2sva11": {2147483648, 999, 100, 10},
		"czzzzzzztzzzdzzvz1e": {78364164095, 46655, 1295, 35},
	} {
		if got, err := want.Encode(); got != code || err != nil {
			t.Errorf("%v is %s (%v), want %s", want, got, err, code)
		}
		for _, form := range []string{code, strings.ToUpper(code)} {
			if got, err := link.Decode(form); got != want || err != nil {
				t.Errorf("%s reads %v (%v), want %v", form, got, err, want)
			}
		}
	}
}

func TestWhatIsNoSubID(t *testing.T) {
	for _, code := range []string{
		"c021i3v9t016d07v1zz", "", "0", "c", "c021i3v9t016d07v1a", "c021i3v9t016d07v1a44", " c021i3v9t016d07v1a4",
		"c021i3v9t016d07v1a ", "c021i3v9t016d07v1a\x00", "ｃ021i3v9t016d0", "x021i3v9t016d07v1a4", "c021i3v9x016d07v1a4",
		"c021i3v9t016x07v1a4", "c021i3v9t016d07x1a4", "c021ı3v9t016d07v1a", "c02\u212a3v9t016d07v1a", "c021i3v9t016d07v1-4",
	} {
		if got, err := link.Decode(code); taglane.KindOf(err) != taglane.Invalid || got != (link.SubID{}) {
			t.Errorf("%q reads %v, %v", code, got, err)
		}
	}
	for _, s := range []link.SubID{
		{Clip: link.ClipCodes}, {Clip: ^uint64(0)}, {Tag: 46656}, {Tag: -1}, {Destination: 1296}, {Destination: -1}, {Variant: 36}, {Variant: -1},
	} {
		if code, err := s.Encode(); taglane.KindOf(err) != taglane.Invalid || code != "" {
			t.Errorf("%v is %q, %v", s, code, err)
		}
	}
}

var anySubID = rapid.Custom(func(t *rapid.T) link.SubID {
	return link.SubID{
		Clip: rapid.Uint64Range(0, link.ClipCodes-1).Draw(t, "clip"), Tag: rapid.IntRange(0, 46655).Draw(t, "tag"),
		Destination: rapid.IntRange(0, 1295).Draw(t, "destination"), Variant: rapid.IntRange(0, 35).Draw(t, "variant"),
	}
})

var codeForm = regexp.MustCompile(`^[a-z0-9]{19}$`)

func TestASubIDComesBackAsItWent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySubID.Draw(t, "sub-id")
		code, err := s.Encode()
		if err != nil || !codeForm.MatchString(code) || len(code) > 24 || code == "0" {
			t.Fatalf("%v is %q, %v", s, code, err)
		}
		if back, err := link.Decode(code); back != s || err != nil {
			t.Fatalf("%s came back as %v, %v", code, back, err)
		}
	})
}

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"

// Damage is never credited to another clip: every character replaced by every
// other, and every two neighbours that changed places, of codes at the edges
// and in between.
func TestDamageIsSeen(t *testing.T) {
	samples := []link.SubID{{}, {1, 1, 1, 0}, {123456789, 42, 7, 1}, {2147483648, 999, 100, 10}, {78364164095, 46655, 1295, 35}}
	for i := range 95 {
		samples = append(samples, spread(i))
	}
	damaged := 0
	refused := func(code string) {
		damaged++
		if got, err := link.Decode(code); err == nil {
			t.Errorf("%s is read as %v", code, got)
		}
	}
	for _, s := range samples {
		code, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		for i := range code {
			for _, c := range alphabet {
				if byte(c) != code[i] {
					refused(code[:i] + string(c) + code[i+1:])
				}
			}
			if i > 0 && code[i] != code[i-1] {
				refused(code[:i-1] + string(code[i]) + string(code[i-1]) + code[i+1:])
			}
		}
	}
	if damaged < 100*19*35 {
		t.Errorf("only %d codes were damaged", damaged)
	}
}

// spread is a sub-id of its own for each number, the same on every run.
func spread(i int) link.SubID {
	h := sha256.Sum256(fmt.Appendf(nil, "%d", i))
	n := func(at int) uint64 { return binary.LittleEndian.Uint64(h[at:]) }
	return link.SubID{Clip: n(0) % link.ClipCodes, Tag: int(n(8) % 46656), Destination: int(n(16) % 1296), Variant: int(n(24) % 36)}
}

func TestTenThousandSubIDsAreTenThousand(t *testing.T) {
	codes, of := map[string]link.SubID{}, map[link.SubID]bool{}
	add := func(s link.SubID) {
		code, err := s.Encode()
		if was, twice := codes[code]; err != nil || twice && was != s {
			t.Fatalf("%v and %v are both %s (%v)", was, s, code, err)
		}
		codes[code], of[s] = s, true
	}
	for i := range 5000 {
		add(spread(i))
		add(link.SubID{Clip: 77, Tag: i % 1000, Destination: i / 1000, Variant: i % 7})
	}
	if len(codes) != len(of) || len(of) != 10_000 {
		t.Errorf("%d codes of %d sub-ids", len(codes), len(of))
	}
}

func TestClipNumbersAreDrawnEvenly(t *testing.T) {
	high := bytes.Repeat([]byte{0xff}, 8) // of the rest that would favour low numbers
	n, err := link.DrawClip(bytes.NewReader(append(high, 5, 0, 0, 0, 0, 0, 0, 0)))
	if n != 5 || err != nil {
		t.Errorf("drew %d, %v", n, err)
	}
	if _, err := link.DrawClip(strings.NewReader("short")); taglane.KindOf(err) != taglane.Internal {
		t.Errorf("without chance: %v", err)
	}
	n, err = link.DrawClip(bytes.NewReader([]byte{1, 2, 3, 4, 5, 6, 7, 0}))
	if want := uint64(0x0007060504030201) % link.ClipCodes; n != want || err != nil {
		t.Errorf("drew %d (%v), want %d", n, err, want)
	}
}
