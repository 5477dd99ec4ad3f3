package catalog

import (
	_ "embed" // the rules are data
	"encoding/json"

	"taglane/app/taglane"
)

// What a product file may hold; beyond it a row is refused, or the file.
const (
	MaxRows   = 2_000_000 // with the header
	MaxBytes  = 2 << 30   // of a file, unpacked
	MaxRow    = 1 << 20   // bytes, as written
	MaxCell   = 64 << 10  // bytes, of a cell that is read
	MaxText   = 1000      // characters of a title, brand or article number
	MaxListed = 1000      // refusals and notes listed; the rest are counted
	maxWords  = 5000      // characters of a description
	maxImages = 40        // pictures of a listing
	maxVideos = 10
)

// Refusal says why a row was not taken. Row counts as a spreadsheet does: the
// first line of the file is 1. In XML it is the number of the item.
type Refusal struct {
	Row    int
	Column Column       // "" where it is about the row
	Value  string       // as found, shortened
	Key    string       // of the product, as far as it could be read
	Reason taglane.Said // one sentence
}

// Note says what is to be known of a row that was taken; Row 0 is the whole file.
type Note struct {
	Row    int
	Rule   string // id of a Rule
	Column Column
	Value  string
	Reason taglane.Said
}

// Level is how much the note weighs.
func (n Note) Level() taglane.Level {
	for _, r := range rules.Rules {
		if r.ID == n.Rule {
			return r.Level
		}
	}
	return taglane.Info
}

// Rule is something that is looked at in every file or page.
type Rule struct {
	ID        string        `json:"id"`
	Level     taglane.Level `json:"level"`
	Source    string        `json:"source"` // how sure it is: D documented, C in code, M measured, T told, I ours
	CheckedOn string        `json:"checked_on"`
}

//go:embed data/rules.json
var rulesFile []byte

var rules = func() (v struct {
	CheckedOn string `json:"checked_on"`
	Rules     []Rule `json:"rules"`
}) {
	if err := json.Unmarshal(rulesFile, &v); err != nil {
		panic("the rules of feeds cannot be read: " + err.Error()) // they are built in, and a test reads them
	}
	for i := range v.Rules {
		v.Rules[i].CheckedOn = v.CheckedOn
	}
	return v
}()

// Rules are all that notes may name.
func Rules() []Rule { return append([]Rule(nil), rules.Rules...) }

// Ask is what a file does not say and a person has to.
type Ask string

// What may be asked: the answers are Options.Currency, Zone, Link and Mapping.
const (
	AskCurrency Ask = "currency"
	AskZone     Ask = "zone"
	AskLink     Ask = "link" // the pattern of a product's address
	AskMapping  Ask = "mapping"
)

// Report is what became of a file's rows: Rows = Taken + Merged + RefusedRows.
type Report struct {
	Format      Format
	Encoding    string    // UTF-8, UTF-16 or Windows-1252
	Bytes       int64     // read, unpacked
	Rows        int       // below the header, without blank lines
	Taken       int       // products, each counted once
	Merged      int       // further rows of a product already counted, and rows that only add to one
	Refused     []Refusal // the first MaxListed
	RefusedRows int       // all of them
	Notes       []Note    // the first MaxListed
	Noted       int       // all of them
	Asks        []Ask     // what would make more of the file
	Complete    bool      // everything the source sells: its person says so, and nothing speaks against it
}

// clipped shortens a value that is quoted.
func clipped(s string) string {
	n := 0
	for i := range s {
		if n++; n > 80 {
			return s[:i] + "…"
		}
	}
	return s
}
