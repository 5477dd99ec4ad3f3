package shopify

import (
	"context"
	_ "embed"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

//go:embed rules.json
var packFile []byte

type limits struct {
	Bytes        int64          `json:"bytes"`
	Seconds      int            `json:"seconds"`
	Long         int            `json:"long"`  // pixels of the longer side
	Short        int            `json:"short"` // pixels of the other
	Containers   []string       `json:"containers"`
	Media        int            `json:"media"`      // on a product
	Alt          int            `json:"alt"`        // characters
	Metafields   int            `json:"metafields"` // a call
	Request      int            `json:"request"`    // bytes of a call
	Months       int            `json:"months"`     // for which a version lives
	Plans        map[string]int `json:"plans"`      // videos of a shop
	Products     int            `json:"products"`   // a page
	ProductsMost int            `json:"products_most"`
	Variants     int            `json:"variants"`  // of a product on a page
	OpenPage     int            `json:"open_page"` // products a public page
}

// pack is what is known of Shopify's limits and rules.
var pack = platform.ReadFacts[limits](service, packFile)

// findings are collected in the order of the rules.
type findings []taglane.Finding

func (f *findings) add(rule, field string, message, fix taglane.Said) {
	*f = append(*f, taglane.NewFinding(rule, pack.Rules[rule].Level, message, taglane.Place{Field: field}, fix))
}

// Check implements platform.Publisher: what can be told of the file, and how the
// shop and the product stand. What cannot be asked now is left out, since the
// publication itself will learn it.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	var f findings
	f.file(p)
	f.texts(p)
	if err := s.checkTags(&f, p); err != nil {
		return nil, err
	}
	if s.creds.Token == "" {
		f.add("shopify.token", "account", taglane.Say("Enter the access token of your shop first."), taglane.Said{})
		return f, nil
	}
	err := s.checkShop(ctx, &f, p)
	if k := taglane.KindOf(err); k == taglane.Login || k == taglane.Refused {
		f.add("shopify.token", "account", taglane.SaidOf(err), taglane.Said{})
	}
	s.checkVersion(&f)
	return f, nil
}

func (f *findings) file(p taglane.Publication) {
	c, m, l := p.Revision.Draft.Clip, p.Revision.Media, pack.Limits
	if end := strings.TrimPrefix(strings.ToLower(filepath.Ext(m.Path)), "."); end != "" && !slices.Contains(l.Containers, end) {
		f.add("shopify.video.container", "clip", taglane.Say("Shopify takes clips as MP4, MOV or WebM, and this one is none of them."), taglane.Say("Export the clip as MP4"))
	}
	if m.Size > l.Bytes {
		f.add("shopify.video.size", "clip", taglane.Say("Shopify takes clips of 1 GB at most, and this one has %.2f.", float64(m.Size)/1e9), taglane.Say("Export it smaller"))
	}
	if c.Rate.Valid() && c.Rate.Millis(c.Frames) > int64(l.Seconds)*1000 {
		f.add("shopify.video.length", "clip", taglane.Say("Shopify takes clips of %d minutes at most, and this one has %.1f.", l.Seconds/60, float64(c.Rate.Millis(c.Frames))/60_000), taglane.Said{})
	}
	if max(c.Width, c.Height) > l.Long || min(c.Width, c.Height) > l.Short {
		f.add("shopify.video.picture", "clip", taglane.Say("Shopify takes pictures of %d × %d at most, and this clip has %d × %d.", l.Long, l.Short, c.Width, c.Height), taglane.Say("Export it smaller"))
	}
}

func (f *findings) texts(p taglane.Publication) {
	alt := strings.TrimSpace(first(p.Settings["alt"], p.Revision.Draft.Clip.Title))
	switch {
	case alt == "":
		f.add("shopify.alt", "title", taglane.Say("The clip has no title, so whoever does not see it hears the name of its file."), taglane.Say("Give it a title"))
	case len([]rune(alt)) > pack.Limits.Alt:
		f.add("shopify.alt", "title", taglane.Say("Shopify reads %d characters of the title aloud, and the rest is cut off.", pack.Limits.Alt), taglane.Said{})
	}
}

// checkTags looks whether the documents can be written.
func (s *Service) checkTags(f *findings, p taglane.Publication) error {
	if !keyForm.MatchString(keyOf(p.Revision.Draft.Clip.ID)) {
		f.add("shopify.key.form", "tags", taglane.Say("The clip has a name that Shopify does not take."), taglane.Said{})
	}
	groups := map[reference][]taglane.ID{}
	for _, q := range p.Revision.Draft.Products {
		if r, ok := s.known(q); ok {
			groups[r] = append(groups[r], q.ID)
		}
	}
	sizes := []int{}
	for _, ours := range groups {
		b, err := reduced(p, taglane.Post{ID: gid("Video", "99999999999999")}, ours, nil, time.Time{}.AddDate(9000, 0, 0))
		if err != nil {
			return nil // other rules tell what is missing
		}
		sizes = append(sizes, len(b))
	}
	slices.SortFunc(sizes, func(a, b int) int { return b - a })
	sum := 0
	for _, n := range sizes[:min(len(sizes), pack.Limits.Metafields)] {
		sum += n + n/8 // as the text of a text
	}
	if sum >= pack.Limits.Request {
		f.add("shopify.tags.size", "tags", taglane.Say("The tags are more than Shopify takes at once."), taglane.Said{})
	}
	return nil
}

// checkShop asks how the shop and the product stand.
func (s *Service) checkShop(ctx context.Context, f *findings, p taglane.Publication) error {
	at, err := dueOf(p)
	if err != nil {
		f.add("shopify.drop.channel", "publish_at", taglane.SaidOf(err), taglane.Said{})
		return nil
	}
	if err := s.checkScopes(ctx, f); err != nil {
		return err
	}
	if s.place() != toProduct {
		if !at.IsZero() {
			f.add("shopify.drop.channel", "publish_at", taglane.Say("A file has no day on which it appears; only a product has."), taglane.Said{})
		}
		return s.checkRoom(ctx, f)
	}
	got, err := s.chosen(ctx, p)
	if taglane.KindOf(err) == taglane.Invalid {
		f.add("shopify.product", "product", taglane.SaidOf(err), taglane.Said{})
		return nil
	}
	if err != nil {
		return err
	}
	if got.Count != nil && got.Count.Count >= pack.Limits.Media {
		f.add("shopify.media.count", "product", taglane.Say("%s has %d pictures and clips already, and Shopify takes no more.", wares.Plain(got.Title, 100), got.Count.Count), taglane.Said{})
	}
	if got.Status != "ACTIVE" {
		f.add("shopify.product.active", "product", taglane.Say("%s is not active at Shopify, so nobody sees the clip there.", wares.Plain(got.Title, 100)), taglane.Said{})
	}
	if !at.IsZero() {
		if err := s.checkDrop(ctx, f, p, got.ID); err != nil {
			return err
		}
	}
	return s.checkRoom(ctx, f)
}

// checkScopes looks whether the token may do what a publication needs.
func (s *Service) checkScopes(ctx context.Context, f *findings) error {
	_, granted, err := s.askShop(ctx)
	if err != nil {
		return err
	}
	for _, need := range wantedScopes()[:4] {
		if !has(granted, need.Name) {
			f.add("shopify.token", "account", taglane.Say("Shopify does not let this token do that. Give the app the permission %s.", need.Name), taglane.Said{})
		}
	}
	return nil
}

func (s *Service) checkDrop(ctx context.Context, f *findings, p taglane.Publication, product string) error {
	c, err := s.channel(ctx, p)
	if taglane.KindOf(err) == taglane.Invalid {
		f.add("shopify.drop.channel", "publication", taglane.SaidOf(err), taglane.Said{})
		return nil
	}
	if err != nil {
		return err
	}
	now, err := s.StagedAt(ctx, product, c.ID)
	if err == nil && now.Published {
		f.add("shopify.drop.channel", "product", taglane.Say("Visitors of the shop see this product already, so it cannot appear later."), taglane.Said{})
	}
	return err
}

// checkRoom counts the shop's videos where its plan is known, up to what the
// plan allows.
func (s *Service) checkRoom(ctx context.Context, f *findings) error {
	most, n := pack.Limits.Plans[s.account.Settings["plan"]], 0
	vars := map[string]any{}
	for most > 0 && n < most {
		got, err := s.ask(ctx, videosDocument, vars)
		if err != nil {
			return err
		}
		var list *struct {
			Nodes []struct{} `json:"nodes"`
			Page  *pageInfo  `json:"pageInfo"`
		}
		if there, err := got.into(videosDocument.root, &list); err != nil || !there {
			return firstOf(err, unreadable("there is no list of videos"))
		}
		n += len(list.Nodes)
		next, err := list.Page.next()
		if err != nil {
			return err
		}
		if next == "" || len(list.Nodes) == 0 {
			break
		}
		vars["after"] = next
	}
	if most > 0 && n >= most {
		f.add("shopify.store.videos", "account", taglane.Say("Your shop has %d clips, and its plan takes no more.", n), taglane.Said{})
	}
	return nil
}

// checkVersion looks how old the version is that is asked.
func (s *Service) checkVersion(f *findings) {
	made, err := time.Parse("2006-01", s.version)
	if err == nil && s.tally.clock.Now().After(made.AddDate(0, pack.Limits.Months, 0)) {
		f.add("shopify.version", "account", taglane.Say("The version %s of Shopify that is asked is older than a year; it may stop to answer.", s.version), taglane.Said{})
	}
}
