package studio

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// wording is what one clip says at one account: the answers that count, from
// whomever they are, and the draft as it will go out.
type wording struct {
	own      taglane.Clip  // as it is for everybody
	draft    taglane.Draft // title, caption and cover are those of this account
	account  taglane.Account
	profile  platform.Profile
	fields   map[string]string // decided for this pair alone
	said     map[string]string // what counts
	caption  string            // without hashtags and signature
	audience string            // where those live who see it; "" where nobody said
}

// What an account may decide for everything that goes there, beside its options.
var ofAccounts = []string{taglane.SaysHashtags, taglane.SaysSignature, taglane.SaysFirstComment, taglane.SaysAudience}

// inDraft are the answers that reach a service as part of the draft; the others
// reach it as settings of the publication.
var inDraft = []string{taglane.SaysTitle, taglane.SaysCaption, taglane.SaysHashtags, taglane.SaysSignature, taglane.SaysCoverFrame,
	taglane.SaysFit, taglane.SaysOverlay, taglane.SaysAudience}

// wording finds what counts for a clip at an account; over is laid over what
// was decided for the two.
func (s *Studio) wording(ctx context.Context, clip, account taglane.ID, over map[string]string) (wording, error) {
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return wording{}, err
	}
	a, err := s.store.Account(ctx, account)
	if err != nil {
		return wording{}, err
	}
	v, err := s.store.Variant(ctx, clip, account)
	if err != nil {
		return wording{}, err
	}
	profile, _ := platform.ProfileOf(a.Service)
	w := wording{own: d.Clip, draft: d, account: a, profile: profile, fields: v.Fields}
	for _, value := range over {
		if err := taglane.CheckText("caption", value, mostField); err != nil {
			return wording{}, err
		}
	}
	w.count(over)
	if w.audience = w.said[taglane.SaysAudience]; w.audience == "" {
		w.audience, err = s.store.Setting(ctx, personal+taglane.SaysAudience)
	}
	return w, err
}

// count lays the answers over each other: the options' defaults, the account's,
// those of this clip at this account, and over; then the clip's own texts where
// nobody said otherwise.
func (w *wording) count(over map[string]string) {
	w.said = map[string]string{}
	for _, o := range w.profile.Options {
		if o.Account {
			continue
		}
		w.said[o.Key] = o.Default
		if answer := w.account.Settings[o.Key]; answer != "" {
			w.said[o.Key] = answer
		}
	}
	for _, key := range ofAccounts {
		w.said[key] = w.account.Settings[key]
	}
	maps.Copy(w.said, w.fields)
	maps.Copy(w.said, over)
	if w.said[taglane.SaysSignature] == "no" {
		w.said[taglane.SaysSignature] = ""
	}
	c := &w.draft.Clip
	*c = w.own
	if title := w.said[taglane.SaysTitle]; title != "" {
		c.Title = title
	} else {
		w.said[taglane.SaysTitle] = c.Heading()
	}
	if w.said[taglane.SaysCaption] == "" {
		w.said[taglane.SaysCaption] = c.Caption
	}
	w.caption = w.said[taglane.SaysCaption]
	c.Caption = compose(w.caption, w.said[taglane.SaysHashtags], w.said[taglane.SaysSignature])
	if at, err := strconv.ParseInt(w.said[taglane.SaysCoverFrame], 10, 64); err == nil && at >= 0 && taglane.Frame(at) < c.Frames {
		frame := taglane.Frame(at)
		c.Cover = &frame
	} else if c.Cover != nil {
		w.said[taglane.SaysCoverFrame] = strconv.FormatInt(int64(*c.Cover), 10)
	}
	maps.DeleteFunc(w.said, func(_, answer string) bool { return answer == "" })
}

// with is the wording with more answers decided for the pair, "" for less.
func (w wording) with(answers map[string]string) wording {
	w.fields = maps.Clone(w.fields)
	maps.Copy(w.fields, answers)
	w.count(nil)
	return w
}

// settings are the answers that go along as settings of the publication.
func (w wording) settings() map[string]string {
	out := maps.Clone(w.said)
	maps.DeleteFunc(out, func(key, _ string) bool { return slices.Contains(inDraft, key) })
	return out
}

// text is the whole text as it will stand there.
func (w wording) text() string {
	words, _ := w.draft.Overlay()
	if words == "" || !rules.WritesDisclosure(w.account.Service) {
		return w.draft.Clip.Caption
	}
	return paragraphs(words, w.draft.Clip.Caption)
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
