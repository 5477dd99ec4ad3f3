package studio

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/sample"
	"taglane/app/taglane"
)

// stall is a service with everything a service may have: options, a picture of
// a file it takes, a sheet, posts that can be changed. Behind it is the memory
// platform. Its name is one that the law is known of.
type stall struct {
	platform.Publisher
	account taglane.Account
}

const stallService = "facebook"

var stallAsked, stallUpdates atomic.Int64

func init() {
	platform.Register(stallService, func(a taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
		inner, err := memory.New(a, secret)
		return stall{inner, a}, err
	})
	platform.Describe(stallService, platform.Profile{Title: "Stall", Options: []platform.Option{
		{Key: "privacy", Title: taglane.Plain("Audience"), Kind: platform.AsChoice, Choices: []platform.Choice{{Value: "public", Title: taglane.Plain("Everybody")}}},
		{Key: "comments", Title: taglane.Plain("Comments"), Kind: platform.AsSwitch, Default: "true"},
		{Key: "market", Title: taglane.Plain("Market"), Kind: platform.AsText, Account: true},
		{Key: "publish_at", Title: taglane.Plain("Time"), Kind: platform.AsTime, Default: "now"},
		{Key: "disclosure", Title: taglane.Plain("Advertising"), Kind: platform.AsSwitch, Default: "false"},
	}})
}

func (s stall) Unwrap() platform.Connector { return s.Publisher }

func (s stall) Capabilities() platform.Capabilities {
	c := s.Publisher.Capabilities()
	c.Service, c.CaptionMax, c.HashtagsMax, c.TitleMax, c.Fold = stallService, 120, 3, 20, 60
	c.CaptionUnit, c.Schedules = platform.UTF16, s.account.Settings["schedules"] == "yes"
	return c
}

func (s stall) Ask(context.Context, taglane.Publication) (platform.Asked, error) {
	stallAsked.Add(1)
	return platform.Asked{Who: "@stall", Notes: []taglane.Said{taglane.Plain("By posting you agree."), taglane.Plain("https://stall.example/terms")}, Options: []platform.Option{
		{Key: "privacy", Title: taglane.Plain("Audience"), Kind: platform.AsChoice, Why: taglane.Plain("Not today.")}}}, nil
}

func (s stall) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	var out []taglane.Finding
	block := func(rule, field, message string) {
		out = append(out, taglane.NewFinding(rule, taglane.Block, taglane.Plain(message), taglane.Place{Field: field}, taglane.Said{}))
	}
	caps, c := s.Capabilities(), p.Revision.Draft.Clip
	if caps.CaptionUnit.Count(c.Caption) > caps.CaptionMax {
		block("ST-CAPTION", "caption", "Too long.")
	}
	if strings.Count(c.Caption, "#") > caps.HashtagsMax {
		block("ST-HASHTAGS", "caption", "Too many hashtags.")
	}
	if caps.TitleUnit.Count(c.Heading()) > caps.TitleMax {
		block("ST-TITLE-LEN", "title", "Too long a title.")
	}
	if s.account.Settings["narrow"] == "yes" && c.Width > 360 {
		block("ST-WIDTH", "clip", "Too wide.")
	}
	if s.account.Settings["never"] == "yes" {
		block("ST-DURATION", "clip", "Nobody can mend this.")
	}
	return out, nil
}

func (s stall) Fit() platform.Fit {
	return platform.Fit{Codecs: []string{"h264"}, Width: 360, Height: 640, Rate: 15, Bytes: 4 << 20}
}

func (s stall) Sheet(post taglane.Post, p taglane.Publication) platform.Sheet {
	return platform.Sheet{Title: taglane.Plain("By hand"), Where: "https://stall.example/edit", Steps: []platform.SheetStep{
		{Text: taglane.Plain("Open the post."), Copy: post.ID}, {Text: taglane.Plain("Add the product."), Tag: p.Revision.Draft.Tags[0].Product}}}
}

func (s stall) Update(_ context.Context, _ taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	stallUpdates.Add(1)
	return []taglane.Loss{taglane.NewLoss(taglane.Plain("Stall"), taglane.Plain("cover"), taglane.Plain("it stays"))}, nil
}

// aStall is a studio with the sample clip, a tagged product of one's own, and
// an account at the stall.
func aStall(t testing.TB, settings ...string) (s *Studio, clip, account taglane.ID) {
	t.Helper()
	needTools(t)
	s = newStudio(t)
	return s, filmed(t, s), stallAccount(t, s, "Stall", settings...)
}

// filmed takes the sample clip in, under a name of its own, and tags a product.
func filmed(t testing.TB, s *Studio) taglane.ID {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, sample.Clip, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := s.Import(ctx, []string{path})
	if err != nil || len(report.Imported) != 1 {
		t.Fatal(report, err)
	}
	clip := report.Imported[0].ID
	addTag(t, s, clip, addProduct(t, s, "Mug"), 0, 60)
	english := "en"
	if _, err := s.SetClip(ctx, clip, ClipFields{Language: &english}); err != nil {
		t.Fatal(err)
	}
	return clip
}

func stallAccount(t testing.TB, s *Studio, name string, settings ...string) taglane.ID {
	t.Helper()
	set := map[string]string{"dir": t.TempDir(), "audience": "US"}
	for i := 0; i < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: stallService, Name: name, Settings: set})
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

func say(t testing.TB, s *Studio, clip, account taglane.ID, pairs ...string) Variant {
	t.Helper()
	fields := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i]] = pairs[i+1]
	}
	v, err := s.SetVariant(ctx, clip, account, fields)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func publishNow(t testing.TB, s *Studio, clip, account taglane.ID) Publication {
	t.Helper()
	p, err := s.Publish(ctx, clip, account, nil, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
