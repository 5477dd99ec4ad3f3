package studio

import (
	"context"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// textMender mends what is too long, or has what a place does not take.
func textMender(f taglane.Finding, w wording, r preflight) *mender {
	texts := func(label taglane.Said, change func(w wording, r preflight) map[string]string) *mender {
		return &mender{label: label, answers: func(_ context.Context, _ *Studio, w wording, r preflight) (map[string]string, error) {
			return change(w, r), nil
		}}
	}
	switch {
	case endsIn(f.Rule, "-HASHTAGS") && r.caps.HashtagsMax > 0:
		return texts(taglane.Say("Drop the last hashtags"), fewerHashtags)
	case f.Place.Field == "caption" && tooLong(f, w, r):
		return &mender{label: taglane.Say("Shorten the caption"), answers: func(ctx context.Context, s *Studio, w wording, r preflight) (map[string]string, error) {
			return s.shorten(ctx, w, r, f.Rule)
		}}
	case f.Place.Field == "title" && r.caps.TitleMax > 0 && r.caps.TitleUnit.Count(w.draft.Clip.Heading()) > r.caps.TitleMax:
		return texts(taglane.Say("Shorten the title"), func(w wording, r preflight) map[string]string {
			return map[string]string{taglane.SaysTitle: r.caps.TitleUnit.Cut(w.draft.Clip.Heading(), r.caps.TitleMax)}
		})
	case endsIn(f.Rule, "-TITLE-CHARS"):
		return texts(taglane.Say("Leave these characters out"), func(w wording, _ preflight) map[string]string {
			plain := strings.NewReplacer("<", "", ">", "")
			return map[string]string{taglane.SaysTitle: plain.Replace(w.said[taglane.SaysTitle]), taglane.SaysCaption: plain.Replace(w.caption)}
		})
	}
	return nil
}

func tooLong(f taglane.Finding, w wording, r preflight) bool {
	return r.caps.CaptionMax > 0 && (r.caps.CaptionUnit.Count(w.draft.Clip.Caption) > r.caps.CaptionMax || strings.HasSuffix(f.Rule, "-DESC-LEN"))
}

// disclosedFirst is a caption that begins with the words of the disclosure and
// fits all the same.
func disclosedFirst(w wording, r preflight, caption string) string {
	words, _ := w.draft.Overlay()
	rest := strings.TrimSpace(strings.Replace(caption, words, "", 1))
	text := paragraphs(words, rest)
	if r.caps.CaptionMax <= 0 {
		return text
	}
	return r.caps.CaptionUnit.Cut(text, max(r.caps.CaptionUnit.Count(words), r.caps.CaptionMax-w.beyond(r.caps.CaptionUnit)))
}

// beyond is how much of the text is not the caption.
func (w wording) beyond(u platform.Unit) int {
	return u.Count(w.draft.Clip.Caption) - u.Count(strings.TrimSpace(w.caption))
}

// shorten cuts the caption so that the whole text fits. Where the service adds
// something of its own, it is asked how much remains.
func (s *Studio) shorten(ctx context.Context, w wording, r preflight, rule string) (map[string]string, error) {
	u, discloses := r.caps.CaptionUnit, lawful(w, r)
	cut := func(most int) map[string]string {
		caption := u.Cut(strings.TrimSpace(w.caption), max(0, most-w.beyond(u)))
		if discloses && !lawful(w.with(map[string]string{taglane.SaysCaption: caption}), r) {
			words, _ := w.draft.Overlay() // what disclosed stood in what is cut off
			caption = disclosedFirst(w, r, u.Cut(caption, max(0, u.Count(caption)-u.Count(words)-2)))
		}
		return map[string]string{taglane.SaysCaption: caption}
	}
	fits := func(answers map[string]string) (bool, error) {
		after, err := s.preflight(ctx, w.with(answers))
		return err == nil && after.count(rule) == 0, err
	}
	best := cut(r.caps.CaptionMax)
	ok, err := fits(best)
	for low, high := 0, r.caps.CaptionMax; err == nil && !ok && high-low > 16; {
		middle := (low + high) / 2
		answers := cut(middle)
		good, asked := fits(answers)
		if err = asked; good {
			best, low = answers, middle
		} else {
			high = middle
		}
	}
	return best, err
}

// lawful says whether nothing is missing from what the text has to disclose.
func lawful(w wording, r preflight) bool {
	return !slices.ContainsFunc(rules.Disclose(w.speech(r.caps)), func(f taglane.Finding) bool { return strings.HasPrefix(f.Rule, "disc.words.") })
}

// fewerHashtags leaves out the last hashtags until there are as many as the
// place takes: those of the list first, then those of the caption.
func fewerHashtags(w wording, r preflight) map[string]string {
	list := tagsBeyond(w.caption, w.said[taglane.SaysHashtags])
	caption := strings.TrimSpace(w.caption)
	over := hashtags(w.draft.Clip.Caption) - r.caps.HashtagsMax
	out := map[string]string{}
	if n := min(over, len(list)); n > 0 {
		if over -= n; n == len(list) {
			list = []string{"#"} // an empty answer would be the account's
		} else {
			list = list[:len(list)-n]
		}
		out[taglane.SaysHashtags] = strings.Join(list, " ")
	}
	for ; over > 0; over-- {
		at := lastHashtag(caption)
		if at < 0 {
			break
		}
		end := at + len(strings.Fields(caption[at:])[0])
		caption = strings.TrimSpace(strings.TrimRight(caption[:at], " ") + caption[end:])
		out[taglane.SaysCaption] = caption
	}
	return out
}

func hashtags(text string) (n int) {
	for _, word := range strings.Fields(text) {
		if strings.HasPrefix(word, "#") && len(word) > 1 {
			n++
		}
	}
	return n
}

// lastHashtag is where the last hashtag of a text begins; −1 for none.
func lastHashtag(text string) int {
	for at := len(text); ; {
		if at = strings.LastIndexByte(text[:at], '#'); at < 0 {
			return -1
		}
		if (at == 0 || strings.ContainsRune(" \n\t", rune(text[at-1]))) && at+1 < len(text) && text[at+1] != ' ' && text[at+1] != '\n' {
			return at
		}
	}
}
