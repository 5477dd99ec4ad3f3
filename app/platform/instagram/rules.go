package instagram

import (
	_ "embed"
	"encoding/json"

	"taglane/app/taglane"
)

//go:embed rules.json
var rulesFile []byte

// rule is one thing looked at before a Reel leaves, with the day on which its
// limit was last compared with what Meta writes.
type rule struct {
	Level     taglane.Level `json:"level"`
	Source    string        `json:"source"`
	CheckedOn string        `json:"checked_on"`
}

// limits are Instagram's figures: bytes, milliseconds, characters in UTF-16,
// pictures and bits a second, pixels, and counts.
var limits = func() (l struct {
	CheckedOn     string          `json:"checked_on"`
	Bytes         int64           `json:"bytes"`
	Shortest      int64           `json:"shortest_ms"`
	Longest       int64           `json:"longest_ms"`
	Caption       int             `json:"caption"`
	Hashtags      int             `json:"hashtags"`
	Mentions      int             `json:"mentions"`
	LeastRate     int             `json:"least_rate"`
	MostRate      int             `json:"most_rate"`
	Width         int             `json:"width"`
	Bits          int64           `json:"bits"`
	Narrowest     float64         `json:"narrowest"`
	Widest        float64         `json:"widest"`
	Collaborators int             `json:"collaborators"`
	Products      int             `json:"products"`
	PerDay        int             `json:"per_day"`    // until the account's own figure is read
	PostsMost     int             `json:"posts_most"` // the highest figure Meta has written
	Containers    int             `json:"containers"` // within 24 hours
	Tagged        int             `json:"tagged"`     // posts with products, within 24 hours
	Fold          int             `json:"fold"`       // as the app shows it; Meta does not write it down
	TokenDays     int             `json:"token_days"`
	Rules         map[string]rule `json:"rules"`
}) {
	if err := json.Unmarshal(rulesFile, &l); err != nil {
		panic("instagram: rules.json is part of the program: " + err.Error())
	}
	return l
}()
