package rules

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/taglane"
)

// law is what has to be disclosed, and how, as it was found on a day.
type law struct {
	Checked  string                     `json:"checked"`
	Regions  map[string]string          `json:"regions"` // by country: whose rules hold
	Usual    map[string][]string        `json:"usual"`   // by language: where it is seen while nobody says
	Words    map[string]vocabulary      `json:"words"`   // by language
	Tracking tracking                   `json:"tracking"`
	Rules    map[string]lawRule         `json:"rules"`
	Places   map[string]disclosingPlace `json:"places"` // by service; others are not looked at
}

// vocabulary are the words of one language, as they are matched: whole words,
// whatever their case.
type vocabulary struct {
	Pass []string `json:"pass"` // disclose
	Fail []string `json:"fail"` // are taken for a disclosure and are none
	Deny []string `json:"deny"` // say the opposite
	Code []string `json:"code"` // speak of a discount, which is no disclosure
	Link string   `json:"link"` // what stands beside a link that is paid for

	Notice  []string `json:"notice"`  // names of a disclosure; longer ones before those they end with
	Profile []string `json:"profile"` // send to the profile for it; * is its name
	Behind  []string `json:"behind"`  // send behind a link for it; * is its name
}

// tracking is how a link shows that somebody is paid for it.
type tracking struct {
	Hosts      []string `json:"hosts"`
	Parameters []string `json:"parameters"`
}

type lawRule struct {
	Levels  map[string]taglane.Level `json:"levels"` // by region; "*" is everywhere else
	Source  string                   `json:"source"`
	Checked string                   `json:"checked"` // the day it was compared with its source
}

// disclosingPlace is how a service lets a post say that it is advertising.
type disclosingPlace struct {
	Writes  bool              `json:"writes,omitempty"`  // the connector puts the words in front by itself
	Third   string            `json:"third,omitempty"`   // its switch for advertising for somebody else
	Own     string            `json:"own,omitempty"`     // its switch for one's own
	Demands bool              `json:"demands,omitempty"` // it refuses a post whose switch is wrong
	When    map[string]string `json:"when,omitempty"`    // the account's settings with which texts and switches are sent at all
}

//go:embed disclosure.json
var lawFile []byte

var theLaw = sync.OnceValues(func() (law, error) { return parseLaw(lawFile) })

func parseLaw(b []byte) (l law, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, err
	}
	if _, err := time.Parse(time.DateOnly, l.Checked); err != nil {
		return l, fmt.Errorf("%q is not the day it was checked", l.Checked)
	}
	for id, r := range l.Rules {
		if _, err := time.Parse(time.DateOnly, r.Checked); err != nil {
			return l, fmt.Errorf("%q is not the day %s was checked", r.Checked, id)
		}
		for region, level := range r.Levels {
			if !slices.Contains([]taglane.Level{taglane.Block, taglane.Warn, taglane.Info}, level) || r.Source == "" {
				return l, fmt.Errorf("%s in %s is of level %q from %q", id, region, level, r.Source)
			}
		}
	}
	for language, v := range l.Words {
		if len(v.Pass) == 0 || v.Link == "" {
			return l, fmt.Errorf("there are no words of %s", language)
		}
		for _, where := range slices.Concat(v.Profile, v.Behind) {
			if strings.Count(where, "*") != 1 {
				return l, fmt.Errorf("%q does not say once what stands there", where)
			}
		}
	}
	return l, nil
}

func lawNow() law {
	l, err := theLaw()
	if err != nil {
		panic("rules: disclosure.json does not hold: " + err.Error())
	}
	return l
}

// languages are those with words of their own, in order.
func (l law) languages() []string { return slices.Sorted(maps.Keys(l.Words)) }

// WritesDisclosure says whether the connector of a service puts the words of
// the disclosure in front of the text by itself.
func WritesDisclosure(service string) bool { return lawNow().Places[service].Writes }

// regions are those whose rules hold for an audience; where nobody says who it
// is, those in which the clip's language is mostly read.
func (l law) regions(audience, language string) []string {
	var out []string
	for _, country := range strings.FieldsFunc(strings.ToUpper(audience), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		if region := l.Regions[country]; !slices.Contains(out, region) {
			out = append(out, region)
		}
	}
	if len(out) > 0 {
		return out
	}
	if usual, ok := l.Usual[base(language)]; ok {
		return usual
	}
	return l.Usual[""]
}

// level is the strictest that a rule has in the regions; "" where it has none.
func (l law) level(rule string, regions []string) (level taglane.Level) {
	weight := map[taglane.Level]int{"": 0, taglane.Info: 1, taglane.Warn: 2, taglane.Block: 3}
	r := l.Rules[rule]
	for _, region := range regions {
		now, named := r.Levels[region]
		if !named {
			now = r.Levels["*"]
		}
		if weight[now] > weight[level] {
			level = now
		}
	}
	return level
}

func base(language string) string {
	b, _, _ := strings.Cut(strings.ToLower(language), "-")
	return b
}
