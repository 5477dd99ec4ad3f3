package shopify

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

//go:embed codes.json
var codesFile []byte

// codes says what can be done about each of Shopify's codes.
var codes = func() (c struct {
	Checked string                             `json:"checked"`
	Tables  map[string]map[string]taglane.Kind `json:"tables"`
}) {
	if err := json.Unmarshal(codesFile, &c); err != nil {
		panic("shopify: codes.json: " + err.Error())
	}
	return c
}()

// kindOf is what a table says of a code: by its name, else by the longest
// beginning. known is false of a code that no table has, which is Invalid.
func kindOf(table, code string) (kind taglane.Kind, known bool) {
	rows, longest := codes.Tables[table], -1
	if k, ok := rows[code]; ok {
		return k, true
	}
	kind = taglane.Invalid
	for begin, k := range rows {
		if stem, open := strings.CutSuffix(begin, "*"); open && strings.HasPrefix(code, stem) && len(stem) > longest {
			kind, longest = k, len(stem)
		}
	}
	return kind, longest >= 0
}

// refusal is what userErrors say, as the error that counts; nil for none. The
// first one counts, since Shopify stops there.
func (s *Service) refusal(table string, all []userError) error {
	if len(all) == 0 {
		return nil
	}
	e := all[0]
	kind, known := kindOf(table, e.Code)
	log := fmt.Errorf("%s at %s: %s", e.Code, strings.Join(e.Field, "."), s.quoted(e.Message))
	said := s.words(kind, s.quoted(e.Message))
	if e.Code != "" && !known {
		said = taglane.Say("Shopify does not accept this and gives a reason of its own: %s.", s.quoted(e.Code))
	}
	err := taglane.Refuse(kind, said)
	err.Err = log
	return err
}

// words tell a person what a kind of no means, in Shopify's own words where
// those help.
func (s *Service) words(kind taglane.Kind, message string) taglane.Said {
	switch {
	case kind == taglane.Later:
		return taglane.Say("Shopify is still busy with this; it is tried again.")
	case kind == taglane.Conflict:
		return taglane.Say("Somebody else changed this at Shopify in the meantime.")
	case kind == taglane.NotFound:
		return taglane.Say("%s does not know this any longer.", title)
	case message == "" && kind == taglane.Refused:
		return taglane.Say("%s said no.", title)
	case message == "":
		return taglane.Say("%s does not accept what was sent.", title)
	case kind == taglane.Refused:
		return taglane.Say("Shopify does not allow this: %s", sentence(message))
	}
	return taglane.Say("Shopify does not accept this: %s", sentence(message))
}

// quoted is a text of Shopify's as it may stand in a sentence: short, on one
// line, and without anything secret.
func (s *Service) quoted(text string) string { return wares.Plain(s.hidden.Redact(text), 200) }

// sentence is a text with an end.
func sentence(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// again says whether a failed clip only has to be uploaded once more.
func (t trouble) again() bool {
	kind, _ := kindOf("processing", t.Code)
	return kind == taglane.Later && t.Code != "UNKNOWN"
}

// grief is why a clip came to nothing. Where Shopify only says that it does not
// know, asking once more is worth it, and no more than that.
func (s *Service) grief(v video) (again bool, err error) {
	all := slices.Concat(v.Errors, v.FileErrors)
	if len(all) == 0 {
		return false, taglane.Errorf(taglane.Refused, "Shopify could not use the clip and does not say why.")
	}
	t := all[0]
	if t.again() {
		return true, nil
	}
	kind, known := kindOf("processing", t.Code)
	message := s.quoted(first(t.Message, t.Details))
	switch {
	case t.Code == "UNKNOWN" && !s.tally.puzzled(v.ID):
		return false, taglane.Errorf(taglane.Later, "Shopify could not use the clip and does not say why.")
	case t.Code == "UNKNOWN":
		return false, taglane.Errorf(taglane.Refused, "Shopify could not use the clip and does not say why.")
	case kind == taglane.Conflict:
		return false, taglane.Errorf(taglane.Conflict, "There is a file of this name at Shopify already.")
	case !known || message == "":
		message = s.quoted(t.Code)
	}
	if message == "" {
		return false, taglane.Errorf(taglane.Refused, "Shopify could not use the clip and does not say why.")
	}
	return false, taglane.Errorf(kind, "Shopify could not use the clip: %s", sentence(message))
}

func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
