package catalog

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestMatch(t *testing.T) {
	size := func(s string) []taglane.Choice { return []taglane.Choice{{Name: "Size", Value: s}} }
	products := []taglane.Product{
		0: {ID: "a", Title: "Mug", Brand: "Lind", GTIN: "036000291452"},
		1: {ID: "b", Title: "Bowl", Brand: "Lind", URL: "https://a.example/bowl?utm_source=x", Source: "shop", Key: "7"},
		2: {ID: "c", Title: "Shirt", Brand: "Lind", URL: "https://a.example/shirt", Options: size("S")},
		3: {ID: "d", Title: "Shirt", Brand: "Lind", URL: "https://a.example/shirt", Options: size("M")},
		4: {ID: "e", Title: "Lamp", Brand: "Ostra", MPN: "OS-9"},
		5: {ID: "f", Title: "Vase"},
	}
	for name, c := range map[string]struct {
		l    taglane.Listing
		want string // product, then ! if certain
		why  string
	}{
		"GTIN":                 {taglane.Listing{Title: "Other", GTINs: []string{"00036000291452"}}, "0!", "GTIN"},
		"source and key":       {taglane.Listing{Title: "Other", Source: "shop", Key: "7"}, "1!", "same place"},
		"another source's key": {taglane.Listing{Title: "Other", Source: "other", Key: "7"}, "", ""},
		"link":                 {taglane.Listing{Title: "Other", URL: "https://A.example/bowl/"}, "1!", "same page"},
		"link of variants":     {taglane.Listing{Title: "Other", URL: "https://a.example/shirt", Options: size("M")}, "3", "same page"},
		"brand and title":      {taglane.Listing{Title: " mug", Brand: "LIND"}, "0", "title"},
		"title, other GTIN":    {taglane.Listing{Title: "Mug", Brand: "Lind", GTINs: []string{"04006381333931"}}, "", ""},
		"title, other size":    {taglane.Listing{Title: "Shirt", Brand: "Lind", Options: size("L")}, "", ""},
		"title, one size":      {taglane.Listing{Title: "Shirt", Brand: "Lind", Options: size("S")}, "2", "title"},
		"brand and MPN":        {taglane.Listing{Title: "Floor lamp", Brand: "ostra", MPN: "os 9"}, "4", "maker's number"},
		"MPN without brand":    {taglane.Listing{Title: "Floor lamp", MPN: "OS-9"}, "", ""},
		"certain hides likely": {taglane.Listing{Title: "Vase", Source: "shop", Key: "7"}, "1!", "same place"},
		"two certain":          {taglane.Listing{Title: "x", GTINs: []string{"00036000291452"}, Source: "shop", Key: "7"}, "0 1", "Several"},
		"nothing":              {taglane.Listing{Title: "Brand new"}, "", ""},
	} {
		var got []string
		why := ""
		for _, p := range Match([]taglane.Listing{c.l}, products) {
			s := string(rune('0' + p.Product))
			if p.Certain {
				s += "!"
			}
			got = append(got, s)
			for _, r := range p.Reasons {
				why += r.String()
			}
		}
		if strings.Join(got, " ") != c.want || !strings.Contains(why, c.why) {
			t.Errorf("%s: %q because %q, want %q because of %q", name, got, why, c.want, c.why)
		}
	}
	// Two listings that share a page are no proof which of them a product is.
	l := taglane.Listing{Title: "x", URL: "https://a.example/bowl"}
	for _, p := range Match([]taglane.Listing{l, l}, products) {
		if p.Certain {
			t.Errorf("certain of a page that two listings share: %+v", p)
		}
	}
}

// Every rule that is noted stands in the table, and nothing else does.
func TestNotesKeepToTheRules(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"((feed|drop|page)\.[a-z_.]+)"`).FindAllSubmatch(b, -1) {
			used[string(m[1])] = true
		}
	}
	for _, r := range Rules() {
		if !used[r.ID] {
			t.Errorf("%s is a rule that nothing is noted by", r.ID)
		}
		delete(used, r.ID)
	}
	if len(used) > 0 {
		t.Errorf("noted by no rule: %v", used)
	}
}

func TestRulesAndWordsAreData(t *testing.T) {
	if CheckedOn() < "2026-11" || rules.CheckedOn < "2026-11" {
		t.Errorf("checked on %s and %s", CheckedOn(), rules.CheckedOn)
	}
	for _, c := range columnNames {
		if len(feed.Columns[c]) == 0 {
			t.Errorf("no header is known for %s", c)
		}
	}
	for c, aliases := range feed.Columns {
		if !slices.Contains(Columns(), c) {
			t.Errorf("%s is no column", c)
		}
		for _, a := range aliases {
			if fold(a) != a {
				t.Errorf("%q would never be found: headers are folded to %q", a, fold(a))
			}
		}
	}
	for _, r := range Rules() {
		if n := (Note{Rule: r.ID}); n.Level() != r.Level || r.CheckedOn == "" || r.Source == "" {
			t.Errorf("%+v", r)
		}
	}
	for word, a := range feed.Availability {
		if plainWord(word) != word || plainWord("https://schema.org/"+word) != word {
			t.Errorf("the word %q would never be found", word)
		}
		if !slices.Contains([]taglane.Availability{taglane.InStock, taglane.OutOfStock, taglane.Preorder, taglane.Backorder, taglane.Limited}, a) {
			t.Errorf("%q means %q", word, a)
		}
	}
}
