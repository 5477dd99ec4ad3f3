package studio

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Variant is what one clip says at one account, as a screen shows it.
type Variant struct {
	Clip    taglane.ID        `json:"clip"`
	Account taglane.ID        `json:"account"`
	Fields  map[string]string `json:"fields"` // decided for this pair alone
	Said    map[string]string `json:"said"`   // what counts
	Text    string            `json:"text"`   // the whole text as it will stand there
	Options []Option          `json:"options"`
	Who     string            `json:"who"` // the name at the service; "" unknown
	Notes   []string          `json:"notes"`
}

// Bounds of what may be decided for one clip at one account.
const (
	mostFields = 60
	mostField  = 5000 // characters
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_.-]{0,39}$`)

// Variant is what a clip says at an account, with what there is to decide as
// the account allows it now. A service that cannot be asked is asked later.
func (s *Studio) Variant(ctx context.Context, clip, account taglane.ID) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	return s.variant(ctx, w), nil
}

// SetVariant decides something for a clip at an account alone; "" takes a
// decision back. It is one gesture of the clip, and none where nothing changes.
func (s *Studio) SetVariant(ctx context.Context, clip, account taglane.ID, fields map[string]string) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	if err := s.decide(ctx, w, fields); err != nil {
		return Variant{}, err
	}
	return s.Variant(ctx, clip, account)
}

// decide keeps those of the answers that are new, in one gesture.
func (s *Studio) decide(ctx context.Context, w wording, fields map[string]string) error {
	v := taglane.Variant{Clip: w.draft.Clip.ID, Account: w.account.ID, Fields: map[string]string{}}
	names := []string{}
	for name, value := range fields {
		if err := checkField(w.draft.Clip, name, value); err != nil {
			return err
		}
		if w.fields[name] != value {
			v.Fields[name] = value
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if len(w.fields)+len(names) > mostFields {
		return taglane.Errorf(taglane.Invalid, "There are too many settings.")
	}
	slices.Sort(names)
	return s.commit(ctx, v.Clip, s.Tell(variantLabel(names, w.account.Name)), store.VariantWrites(v)...)
}

func checkField(c taglane.Clip, name, value string) error {
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

// variantLabel is how history tells what was decided for an account.
func variantLabel(names []string, account string) taglane.Said {
	if len(names) == 1 {
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

// variant shows what counts.
func (s *Studio) variant(ctx context.Context, w wording) Variant {
	asked := s.ask(ctx, w)
	v := Variant{
		Clip: w.draft.Clip.ID, Account: w.account.ID, Fields: w.fields, Said: w.said, Text: w.text(),
		Options: s.options(asked.Options), Who: asked.Who, Notes: s.notes(asked.Notes),
	}
	return v
}

// answered is what an account said when it was asked.
type answered struct {
	of   string // what it was asked about
	at   time.Time
	said platform.Asked
}

// askAgain is how long an account's answer is good for.
const askAgain = 5 * time.Minute

// ask is what the account wants to know before a publication. Where it cannot
// be asked now, it is what every account of its service wants to know.
func (s *Studio) ask(ctx context.Context, w wording) platform.Asked {
	// What an account wants to know may depend on the product and on what was
	// answered already, but not on how it is worded.
	of, now := fmt.Sprint(w.account, w.own.ID, w.draft.Products, w.settings()), s.o.Now()
	s.publishing.Lock()
	known, have := s.publishing.asked[w.account.ID]
	s.publishing.Unlock()
	if have && known.of == of && now.Sub(known.at) < askAgain {
		return known.said
	}
	said := platform.Asked{}
	for _, o := range w.profile.Options {
		if !o.Account {
			said.Options = append(said.Options, o)
		}
	}
	service, err := s.open(ctx, w.account)
	if err != nil {
		return said
	}
	asking, ok := platform.As[platform.Asking](service)
	if !ok {
		return said
	}
	told, err := asking.Ask(ctx, w.publication(s.o.Now()))
	if err != nil {
		return said
	}
	s.publishing.Lock()
	defer s.publishing.Unlock()
	if s.publishing.asked == nil {
		s.publishing.asked = map[taglane.ID]answered{}
	}
	s.publishing.asked[w.account.ID] = answered{of, now, told}
	return told
}

// publication is the wording as it would go out at this moment, before any of
// its bytes are looked at.
func (w wording) publication(now time.Time) taglane.Publication {
	d := w.draft
	return taglane.Publication{Account: w.account, Settings: w.settings(), Revision: taglane.Revision{
		Draft: d, FrozenAt: now.UTC(), Media: taglane.File{Path: d.Clip.Path, Size: d.Clip.Size},
	}}
}

// notes are what a service wants to be said before posting. Its addresses may
// be opened from the screen.
func (s *Studio) notes(said []taglane.Said) []string {
	out := s.tellAll(said)
	for _, text := range out {
		s.named(text)
	}
	return out
}
