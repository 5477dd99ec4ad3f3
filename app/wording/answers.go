package wording

import (
	"maps"
	"regexp"
	"slices"
	"strconv"

	"taglane/app/taglane"
)

// Bounds of what may be decided for one clip at one account.
const (
	mostFields = 60
	mostField  = 5000 // characters
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_.-]{0,39}$`)

// News are those of the answers that say something new of the pair; "" takes a
// decision back. Invalid: one of them cannot be kept.
func (w Wording) News(answers map[string]string) (map[string]string, error) {
	news := map[string]string{}
	for name, value := range answers {
		if err := checkAnswer(w.Own, name, value); err != nil {
			return nil, err
		}
		if w.Fields[name] != value {
			news[name] = value
		}
	}
	if len(w.Fields)+len(news) > mostFields {
		return nil, taglane.Errorf(taglane.Invalid, "There are too many settings.")
	}
	return news, nil
}

func checkAnswer(c taglane.Clip, name, value string) error {
	if !fieldName.MatchString(name) {
		return taglane.Errorf(taglane.Invalid, "A setting cannot be called %q.", name)
	}
	if name == taglane.SaysCoverFrame && value != "" {
		if at, err := strconv.ParseInt(value, 10, 64); err != nil || at < 0 || taglane.Frame(at) >= c.Frames {
			return taglane.Errorf(taglane.Invalid, "The cover must be a frame of the clip.")
		}
	}
	switch name {
	case taglane.SaysTitle, taglane.SaysCaption:
		return taglane.CheckText(name, value, mostField)
	}
	return taglane.CheckText("sentence", value, mostField)
}

// Sentence is how history tells what was decided for an account.
func Sentence(answers map[string]string, account string) taglane.Said {
	if names := slices.Collect(maps.Keys(answers)); len(names) == 1 {
		switch names[0] {
		case taglane.SaysTitle:
			return taglane.Say("Change the title for %s", account)
		case taglane.SaysCaption:
			return taglane.Say("Change the caption for %s", account)
		case taglane.SaysCoverFrame:
			return taglane.Say("Change the cover for %s", account)
		case taglane.SaysHashtags:
			return taglane.Say("Change the hashtags for %s", account)
		}
	}
	return taglane.Say("Change what is posted to %s", account)
}

// Shared splits answers that are to hold at several accounts: a title and a
// caption become the clip's own, and no account says otherwise any more; the
// others are decided for each.
func Shared(answers map[string]string) (clips, each map[string]string) {
	clips, each = map[string]string{}, maps.Clone(answers)
	for _, name := range []string{taglane.SaysTitle, taglane.SaysCaption} {
		if text, said := answers[name]; said {
			clips[name], each[name] = text, ""
		}
	}
	return clips, each
}

// Inherited are the decisions of a clip that is to be one with another, where
// the other has none. What was left as it was is not inherited: it was left of
// another wording.
func Inherited(mine, coming map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range coming {
		if _, have := mine[name]; !have && fieldName.MatchString(name) {
			out[name] = value
		}
	}
	return out
}
