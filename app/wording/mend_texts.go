package wording

import (
	"context"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// textMender mends what is too long, or has what a place does not take.
func textMender(f taglane.Finding, w Wording, r Found) *mender {
	switch {
	case endsIn(f.Rule, "-HASHTAGS") && r.caps.HashtagsMax > 0:
		return answering(taglane.Say("Drop the last hashtags"), fewerHashtags)
	case f.Place.Field == "caption" && tooLong(f, w, r):
		return &mender{taglane.Say("Shorten the caption"), func(ctx context.Context, t Trial, w Wording, r Found) (Change, error) {
			return t.shorten(ctx, w, r, f.Rule)
		}}
	case f.Place.Field == "title" && r.caps.TitleMax > 0 && r.caps.TitleUnit.Count(w.Draft.Clip.Heading()) > r.caps.TitleMax:
		return answering(taglane.Say("Shorten the title"), func(w Wording, r Found) map[string]string {
			return map[string]string{taglane.SaysTitle: r.caps.TitleUnit.Cut(w.Draft.Clip.Heading(), r.caps.TitleMax)}
		})
	case endsIn(f.Rule, "-TITLE-CHARS"):
		return answering(taglane.Say("Leave these characters out"), func(w Wording, _ Found) map[string]string {
			plain := strings.NewReplacer("<", "", ">", "")
			return map[string]string{taglane.SaysTitle: plain.Replace(w.Said[taglane.SaysTitle]), taglane.SaysCaption: plain.Replace(w.Caption)}
		})
	}
	return nil
}

func tooLong(f taglane.Finding, w Wording, r Found) bool {
	return r.caps.CaptionMax > 0 && (r.caps.CaptionUnit.Count(w.Draft.Clip.Caption) > r.caps.CaptionMax || strings.HasSuffix(f.Rule, "-DESC-LEN"))
}

// disclosedFirst is a caption that begins with the words of the disclosure and
// fits all the same.
func disclosedFirst(w Wording, r Found, caption string) string {
	words, _ := w.Draft.Overlay()
	rest := strings.TrimSpace(strings.Replace(caption, words, "", 1))
	text := paragraphs(words, rest)
	if r.caps.CaptionMax <= 0 {
		return text
	}
	return r.caps.CaptionUnit.Cut(text, max(r.caps.CaptionUnit.Count(words), r.caps.CaptionMax-w.beyond(r.caps.CaptionUnit)))
}

// beyond is how much of the text is not the caption.
func (w Wording) beyond(u platform.Unit) int {
	return u.Count(w.Draft.Clip.Caption) - u.Count(strings.TrimSpace(w.Caption))
}

// shorten cuts the caption so that the whole text fits. Where the service adds
// something of its own, it is asked how much remains.
func (t Trial) shorten(ctx context.Context, w Wording, r Found, rule string) (Change, error) {
	u, discloses := r.caps.CaptionUnit, lawful(w, r)
	cut := func(most int) map[string]string {
		caption := u.Cut(strings.TrimSpace(w.Caption), max(0, most-w.beyond(u)))
		if discloses && !lawful(w.with(map[string]string{taglane.SaysCaption: caption}), r) {
			words, _ := w.Draft.Overlay() // what disclosed stood in what is cut off
			caption = disclosedFirst(w, r, u.Cut(caption, max(0, u.Count(caption)-u.Count(words)-2)))
		}
		return map[string]string{taglane.SaysCaption: caption}
	}
	fits := func(answers map[string]string) (bool, error) {
		after, err := t.Check(ctx, w.with(answers))
		return err == nil && len(after.of(rule)) == 0, err
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
	return Change{Answers: best}, err
}

// lawful says whether nothing is missing from what the text has to disclose.
func lawful(w Wording, r Found) bool {
	return !slices.ContainsFunc(rules.Disclose(w.speech(r.caps)), func(f taglane.Finding) bool { return rules.Undisclosed(f.Rule) })
}

// fewerHashtags leaves out the last hashtags until there are as many as the
// place takes: those of the list first, then those of the caption.
func fewerHashtags(w Wording, r Found) map[string]string {
	list := tagsBeyond(w.Caption, w.Said[taglane.SaysHashtags])
	caption := strings.TrimSpace(w.Caption)
	over := hashtags(w.Draft.Clip.Caption) - r.caps.HashtagsMax
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
