package wording

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// Told is what a wording is made from.
type Told struct {
	Draft    taglane.Draft // of the clip, as it is for everybody
	Account  taglane.Account
	Fields   map[string]string // decided for the clip at this account alone
	Over     map[string]string // laid over them for once
	Audience string            // where those live who see it, where neither account nor Fields say; "" unknown
}

// Wording is what one clip says at one account.
type Wording struct {
	Own      taglane.Clip  // as it is for everybody
	Draft    taglane.Draft // title, caption and cover are those of this account
	Account  taglane.Account
	Fields   map[string]string // decided for this pair alone
	Said     map[string]string // what counts, from whomever it is
	Caption  string            // without hashtags and signature
	Audience string            // where those live who see it; "" where nobody said

	profile  platform.Profile
	audience string            // of those for whom nobody said otherwise
	left     map[string]string // findings that a person leaves as they are, by rule
}

// ofAccounts is what an account may decide for everything that goes there,
// beside its options.
var ofAccounts = []string{taglane.SaysHashtags, taglane.SaysSignature, taglane.SaysFirstComment, taglane.SaysAudience}

// inDraft are the answers that reach a service as part of the draft; the others
// reach it as settings of the publication.
var inDraft = []string{taglane.SaysTitle, taglane.SaysCaption, taglane.SaysHashtags, taglane.SaysSignature, taglane.SaysCoverFrame,
	taglane.SaysFit, taglane.SaysOverlay, taglane.SaysAudience}

// New finds what counts. Invalid: what is laid over is no text.
func New(t Told) (Wording, error) {
	for _, value := range t.Over {
		if err := taglane.CheckText("caption", value, mostField); err != nil {
			return Wording{}, err
		}
	}
	profile, _ := platform.ProfileOf(t.Account.Service)
	w := Wording{Own: t.Draft.Clip, Draft: t.Draft, Account: t.Account, profile: profile, audience: t.Audience,
		Fields: map[string]string{}, left: map[string]string{}}
	for key, value := range t.Fields {
		if rule, leaves := strings.CutPrefix(key, leaving); leaves {
			w.left[rule] = value
		} else if value != "" {
			w.Fields[key] = value
		}
	}
	w.count(t.Over)
	return w, nil
}

// count lays the answers over each other: the options' defaults, the account's,
// those of this clip at this account, and over; then the clip's own texts where
// nobody said otherwise.
func (w *Wording) count(over map[string]string) {
	w.Said = map[string]string{}
	for _, o := range w.profile.Options {
		if o.Account {
			continue
		}
		w.Said[o.Key] = o.Default
		if answer := w.Account.Settings[o.Key]; answer != "" {
			w.Said[o.Key] = answer
		}
	}
	for _, key := range ofAccounts {
		w.Said[key] = w.Account.Settings[key]
	}
	maps.Copy(w.Said, w.Fields)
	maps.Copy(w.Said, over)
	if w.Said[taglane.SaysSignature] == "no" {
		w.Said[taglane.SaysSignature] = ""
	}
	w.texts()
	maps.DeleteFunc(w.Said, func(_, answer string) bool { return answer == "" })
	if w.Audience = w.Said[taglane.SaysAudience]; w.Audience == "" {
		w.Audience = w.audience
	}
}

// texts gives the draft the title, the text and the cover of this account.
func (w *Wording) texts() {
	c := &w.Draft.Clip
	*c = w.Own
	if title := w.Said[taglane.SaysTitle]; title != "" {
		c.Title = title
	} else {
		w.Said[taglane.SaysTitle] = c.Heading()
	}
	if w.Said[taglane.SaysCaption] == "" {
		w.Said[taglane.SaysCaption] = c.Caption
	}
	w.Caption = w.Said[taglane.SaysCaption]
	c.Caption = compose(w.Caption, w.Said[taglane.SaysHashtags], w.Said[taglane.SaysSignature])
	if at, err := strconv.ParseInt(w.Said[taglane.SaysCoverFrame], 10, 64); err == nil && at >= 0 && taglane.Frame(at) < c.Frames {
		frame := taglane.Frame(at)
		c.Cover = &frame
	} else if c.Cover != nil {
		w.Said[taglane.SaysCoverFrame] = strconv.FormatInt(int64(*c.Cover), 10)
	}
}

// With is the wording once a change is made.
func (w Wording) With(c Change) Wording {
	w.Fields = maps.Clone(w.Fields)
	maps.Copy(w.Fields, c.Answers)
	maps.DeleteFunc(w.Fields, func(_, answer string) bool { return answer == "" })
	w.Draft.Tags, w.Draft.Products = slices.Clone(w.Draft.Tags), slices.Clone(w.Draft.Products)
	for _, t := range c.Tags {
		if i := slices.IndexFunc(w.Draft.Tags, func(x taglane.Tag) bool { return x.ID == t.ID }); i >= 0 {
			w.Draft.Tags[i] = t
		}
	}
	for _, p := range c.Products {
		if i := slices.IndexFunc(w.Draft.Products, func(x taglane.Product) bool { return x.ID == p.ID }); i >= 0 {
			w.Draft.Products[i] = p
		}
	}
	w.count(nil)
	return w
}

// with is With for answers alone.
func (w Wording) with(answers map[string]string) Wording { return w.With(Change{Answers: answers}) }

// Settings are the answers that go along as settings of the publication.
func (w Wording) Settings() map[string]string {
	out := maps.Clone(w.Said)
	maps.DeleteFunc(out, func(key, _ string) bool { return slices.Contains(inDraft, key) })
	return out
}

// Publication is the wording as it would go out at a moment, before any of its
// bytes are looked at.
func (w Wording) Publication(now time.Time) taglane.Publication {
	d := w.Draft
	return taglane.Publication{Account: w.Account, Settings: w.Settings(), Revision: taglane.Revision{
		Draft: d, FrozenAt: now.UTC(), Media: taglane.File{Path: d.Clip.Path, Size: d.Clip.Size},
	}}
}

// Text is the whole text as it will stand there.
func (w Wording) Text() string {
	words, _ := w.Draft.Overlay()
	if words == "" || !rules.WritesDisclosure(w.Account.Service) {
		return w.Draft.Clip.Caption
	}
	return paragraphs(words, w.Draft.Clip.Caption)
}

// speech is the wording as the law looks at it.
func (w Wording) speech(caps platform.Capabilities) rules.Speech {
	v := rules.Speech{
		Draft: w.Draft, Text: w.Text(), Fold: caps.Fold, Service: w.Account.Service,
		Account: w.Account.Settings, Settings: w.Said, Audience: w.Audience,
	}
	for _, o := range w.profile.Options {
		if !o.Account {
			v.Options = append(v.Options, o.Key)
		}
	}
	return v
}

// compose puts a text together: the caption, the hashtags it does not have yet,
// the signature.
func compose(caption, hashtags, signature string) string {
	return paragraphs(strings.TrimSpace(caption), strings.Join(tagsBeyond(caption, hashtags), " "), strings.TrimSpace(signature))
}

func paragraphs(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n\n")
}

// tagsBeyond are the hashtags of a list, each with its sign and once, that a
// caption does not have.
func tagsBeyond(caption, list string) []string {
	have := map[string]bool{}
	for _, word := range strings.Fields(caption) {
		have[strings.ToLower(word)] = true
	}
	var out []string
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' }) {
		if word = "#" + strings.TrimLeft(word, "#"); word == "#" || have[strings.ToLower(word)] {
			continue
		}
		have[strings.ToLower(word)] = true
		out = append(out, word)
	}
	return out
}
