package instagram

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

var (
	facebookOnly = taglane.Say("Instagram takes clips from this computer only with the login through Facebook.")
	ineligible   = taglane.Say("Instagram lets this account tag no products: that takes the business account of an approved shop.")
	asH264       = taglane.Say("Export the clip as H.264")
)

// look collects findings under the levels of the rules.
type look []taglane.Finding

func (l *look) add(rule string, message, fix taglane.Said, at taglane.Place) {
	l.at(limits.Rules[rule].Level, rule, message, fix, at)
}

func (l *look) at(level taglane.Level, rule string, message, fix taglane.Said, at taglane.Place) {
	*l = append(*l, taglane.NewFinding(rule, level, message, at, fix))
}

// Check looks at the clip and its texts, and reads what the account may do
// today. What cannot be read is a remark; a login that ended is a no.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	var l look
	l.texts(p)
	l.clip(p)
	if err := l.file(p.Revision.Media.Path); err != nil {
		return nil, err
	}
	products := tagged(p.Revision.Draft)
	if len(products) > limits.Products {
		l.add("IG-TAGS-COUNT", taglane.Say("Instagram takes up to %d products, and this clip has %d.", limits.Products, len(products)), taglane.Said{}, taglane.Place{Field: "tags"})
	}
	if s.login == viaInstagram {
		l.add("IG-LOGIN", facebookOnly, taglane.Said{}, taglane.Place{Field: "account"})
		return l, nil
	}
	if err := s.account(ctx, &l, p, products); err != nil {
		level := taglane.Warn
		if taglane.KindOf(err) == taglane.Login || taglane.KindOf(err) == taglane.Invalid {
			level = taglane.Block
		}
		l.at(level, "IG-LOGIN", taglane.SaidOf(err), taglane.Said{}, taglane.Place{Field: "account"})
	}
	return l, nil
}

func (l *look) texts(p taglane.Publication) {
	caption := p.Revision.Draft.Clip.Caption
	at := taglane.Place{Field: "caption"}
	if n := len(utf16.Encode([]rune(caption))); n > limits.Caption {
		l.add("IG-CAPTION", taglane.Say("The caption has %d characters, and there is room for %d.", n, limits.Caption), taglane.Said{}, at)
	}
	if n := marked(caption, '#'); n > limits.Hashtags {
		l.add("IG-HASHTAGS", taglane.Say("The caption has %d hashtags, and there is room for %d.", n, limits.Hashtags), taglane.Said{}, at)
	}
	if n := marked(caption, '@'); n > limits.Mentions {
		l.add("IG-MENTIONS", taglane.Say("The caption names %d accounts with @, and there is room for %d.", n, limits.Mentions), taglane.Said{}, at)
	}
	if n := len(collaborators(p)); n > limits.Collaborators {
		l.add("IG-COLLAB", taglane.Say("A Reel can have %d collaborators, and %d are named.", limits.Collaborators, n), taglane.Said{}, taglane.Place{Field: "collaborators"})
	}
}

// marked counts the words that begin with a sign: not the @ of an e-mail.
func marked(text string, sign rune) (n int) {
	before := ' '
	all := []rune(text)
	for i, r := range all {
		word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
		if r == sign && !word(before) && i+1 < len(all) && word(all[i+1]) {
			n++
		}
		before = r
	}
	return n
}

// clip looks at what is known of the clip; what is not known is let through.
func (l *look) clip(p taglane.Publication) {
	c, size := p.Revision.Draft.Clip, p.Revision.Media.Size
	here := taglane.Place{Field: "clip"}
	ms := int64(0)
	if c.Rate.Valid() {
		ms = c.Rate.Millis(c.Frames)
		if c.Rate.Num < int64(limits.LeastRate)*c.Rate.Den || c.Rate.Num > int64(limits.MostRate)*c.Rate.Den {
			l.add("IG-FPS", taglane.Say("Instagram takes %d to %d pictures a second, and this clip has others.", limits.LeastRate, limits.MostRate), asH264, here)
		}
	}
	switch {
	case ms > limits.Longest:
		l.add("IG-DURATION", taglane.Say("Clips on %s last up to %d seconds, and this one lasts %d.", name, limits.Longest/1000, (ms+999)/1000), taglane.Said{}, here)
	case ms > 0 && ms < limits.Shortest:
		l.add("IG-DURATION", taglane.Say("Clips on %s last %d seconds or more, and this one is shorter.", name, limits.Shortest/1000), taglane.Said{}, here)
	}
	if size > limits.Bytes {
		l.add("IG-SIZE", taglane.Say("Files on %s have up to %d MB, and this one has %d.", name, limits.Bytes/1_000_000, (size+999_999)/1_000_000), asH264, here)
	}
	if ms > 0 && size*8*1000/ms > limits.Bits {
		l.add("IG-BITRATE", taglane.Say("The clip has more than %d megabits a second.", limits.Bits/1_000_000), asH264, here)
	}
	if c.Codec != "" && c.Codec != "h264" && c.Codec != "hevc" || c.Audio != "" && c.Audio != "aac" {
		l.add("IG-CODEC", taglane.Say("Instagram plays H.264 or HEVC with AAC, and this clip has something else."), asH264, here)
	}
	l.picture(c, ms)
}

// about is how far a shape may be from 9:16 and still be it.
const about = 0.01

func (l *look) picture(c taglane.Clip, ms int64) {
	here := taglane.Place{Field: "clip"}
	if c.Width > limits.Width {
		l.add("IG-WIDTH", taglane.Say("The picture is wider than %d pixels.", limits.Width), asH264, here)
	}
	if c.Width > 0 && c.Height > 0 {
		switch shape := float64(c.Width) / float64(c.Height); {
		case shape < limits.Narrowest || shape > limits.Widest:
			l.add("IG-ASPECT", taglane.Say("The picture of this clip is too narrow or too wide for %s.", name), taglane.Said{}, here)
		case shape < 9.0/16*(1-about) || shape > 9.0/16*(1+about):
			l.at(taglane.Warn, "IG-ASPECT", taglane.Say("Instagram shows Reels as 9:16, and this clip has another shape."), taglane.Said{}, here)
		}
	}
	cover := taglane.Place{Field: "cover"}
	if c.Cover != nil && c.Rate.Valid() && ms > 0 {
		if at := c.Rate.Millis(*c.Cover); at < 0 || at >= ms {
			l.add("IG-COVER", outside, taglane.Said{}, cover)
		}
	}
	if c.Design != nil && (c.Design.Title != nil || c.Design.Sticker != nil) {
		l.at(taglane.Warn, "IG-COVER", taglane.Say("Only a frame of the clip can be the cover, without words on it."), taglane.Said{}, cover)
	}
}

// account reads what the account may do today.
func (s *Service) account(ctx context.Context, l *look, p taglane.Publication, products []taglane.Product) error {
	if err := unreadable(s.user); err != nil {
		return err
	}
	used, most, now, err := s.Quota(ctx)
	if err != nil {
		return err
	}
	if used >= most {
		l.add("IG-QUOTA", taglane.Say("Instagram counts %d posts of the last day, and allows %d.", used, most), taglane.Said{}, taglane.Place{Field: "account"})
	}
	s.token(ctx, l, p, now)
	if len(products) == 0 {
		return nil
	}
	_, no, err := s.shop(ctx, p.Revision.Draft, products[:min(len(products), limits.Products)])
	*l = append(*l, no...)
	return err
}

// Quota is how many posts of the last day count, how many may, and when that
// was. Where the account's own figure is not told, the lowest one holds.
func (s *Service) Quota(ctx context.Context) (used, most int, at time.Time, err error) {
	var got limit
	a, err := s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"config,quota_usage"}}, Into: &got}, s.user, "content_publishing_limit")
	if err != nil {
		return 0, 0, at, err
	}
	at = httpx.DateOf(a.Header)
	most = limits.PerDay
	if len(got.Data) > 0 {
		used = got.Data[0].Used
		if n := got.Data[0].Config.Total; n > 0 {
			most = n
		}
	}
	s.mu.Lock()
	s.total = most
	s.mu.Unlock()
	return used, most, at, nil
}

// token warns of a login that ends soon after the post is due.
func (s *Service) token(ctx context.Context, l *look, p taglane.Publication, now time.Time) {
	t, err := s.held.Load(ctx)
	if err != nil || t.Expiry.IsZero() || now.IsZero() {
		return
	}
	due := now
	if at, err := time.Parse(time.RFC3339, strings.TrimSpace(p.Settings["at"])); err == nil && at.After(now) {
		due = at
	}
	if t.Expiry.Before(due.AddDate(0, 0, limits.TokenDays)) {
		l.add("IG-TOKEN", taglane.Say("The login to Instagram ends on %s. Log in again before that.", taglane.DayOf(t.Expiry.Local())), taglane.Said{}, taglane.Place{Field: "account"})
	}
}
