package youtube

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Service is one channel.
type Service struct {
	account taglane.Account
	client  *httpx.Client
	held    *httpx.Held
	secret  credentials
	set     map[string]string // as the account has it
	now     func() time.Time
	limits  *limits
	memory  *memory

	mu    sync.Mutex
	polls map[string]int // by video: how often it was found under way
	tries map[string]int // by video: covers sent of which no answer came
	slow  func(ctx context.Context, n int) error
}

var (
	_ platform.Publisher  = (*Service)(nil)
	_ platform.Finder     = (*Service)(nil)
	_ platform.Losing     = (*Service)(nil)
	_ platform.Insights   = (*Service)(nil)
	_ platform.Keeper     = (*Service)(nil)
	_ platform.Healthy    = (*Service)(nil)
	_ platform.Updater    = (*Service)(nil)
	_ platform.Paced      = (*Service)(nil)
	_ platform.Timekeeper = (*Service)(nil)
	_ platform.Narrow     = (*Service)(nil)
	_ platform.HandingOff = (*Service)(nil)
)

func init() {
	platform.Register("youtube", New)
	platform.Describe("youtube", profile())
}

// Capabilities says what the channel can do. Product tags are none: no API of
// YouTube's can read or write them.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: "youtube", Title: "YouTube", CheckedOn: ruled.Checked,
		ChunkMultiple: chunkStep, ChunkMax: chunkMost, ChunkSame: true,
		ReleaseRepeat: platform.RepeatSets, Finds: true, TagModel: platform.NoTags,
		CaptionMax: int(ruled.most("YT-DESC-LEN")), CaptionUnit: platform.Bytes,
		TitleMax: int(ruled.most("YT-TITLE-LEN")), TitleUnit: platform.Characters,
		Cover: true, Schedules: true, PerDay: insertsADay,
		Exceptions: map[string]string{
			"CaptionLimitHolds": "YouTube counts bytes of the whole description, with the disclosure and the products in it; this package asks the question in those terms.",
		},
	}
}

func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// says is a setting of the publication, or else the account's.
func (s *Service) says(p taglane.Publication, name string) string {
	return or(p.Settings[name], s.set[name])
}

// Open asks for an upload session of a private video. Refused: the channel is
// another than the account's.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	goal, err := s.goal(p)
	if err != nil {
		return nil, err
	}
	if err := s.mayBegin(ctx, p); err != nil {
		return nil, err
	}
	r := p.Revision
	early := goal.At != "" && !s.mayEdit()
	answer, err := s.counted(ctx, s.limits.inserts, httpx.Call{
		Method: http.MethodPost, URL: uploadPath,
		Query: query("uploadType", "resumable", "part", "snippet,status,paidProductPlacementDetails",
			"notifySubscribers", strconv.FormatBool(s.says(p, "notify_subscribers") != "false")),
		Header: http.Header{
			"X-Upload-Content-Length": {decimal(r.Media.Size)}, "X-Upload-Content-Type": {"video/*"},
			"Slug": {fileName(key)},
		},
		JSON: s.resource(key, p, goal, early),
	})
	if err != nil {
		return nil, s.channelFull(answer, err)
	}
	up := session{URI: answer.Header.Get("Location"), Key: key, Size: r.Media.Size, Millis: millis(r.Draft.Clip), Short: short(r.Draft.Clip), Goal: goal, Early: early}
	if !s.ours(up.URI) {
		return nil, taglane.Errorf(taglane.Internal, "YouTube did not say where the clip is to be sent.")
	}
	return up.kept()
}

// mayBegin looks whether the channel is the account's, and takes uploads now.
func (s *Service) mayBegin(ctx context.Context, p taglane.Publication) error {
	var from time.Time
	s.memory.know(func(n notes) { from = n.Uploads })
	if from.After(s.now()) {
		return later(from, taglane.Say("YouTube takes no more uploads to this channel for about a day."))
	}
	mine, err := s.channel(ctx)
	if err != nil {
		return err
	}
	if want := s.says(p, "channel_id"); want != "" && want != mine.ID {
		return taglane.Errorf(taglane.Refused, "YouTube is logged in to another channel than the one this account is for.")
	}
	return nil
}

// channelFull notes that the channel takes no more uploads for a while: every
// attempt would cost one of the day's.
func (s *Service) channelFull(a httpx.Answer, err error) error {
	var e *taglane.Error
	if errors.As(err, &e) && e.Kind == taglane.Later && slices.Contains(reasonsOf(a.Body), "uploadLimitExceeded") {
		s.memory.remember(func(n *notes) { n.Uploads = e.Until })
	}
	return err
}

// fileName is what the file is called at YouTube: a second mark of ours, beside
// the keyword that a person may take out.
func fileName(key string) string { return key + ".mp4" }

// resource is the video as it is created: private, whatever it becomes later.
// Where Taglane has no leave to change it afterwards, YouTube is told of the
// moment of publishing early.
func (s *Service) resource(key string, p taglane.Publication, g goal, early bool) insert {
	d := p.Revision.Draft
	at := ""
	if early {
		at = g.At
	}
	return insert{
		Snippet: snippet{
			Title: s.title(p), Description: describe(p.Revision), Tags: []string{marker(key)},
			Category: or(s.says(p, "category"), usualCategory), Language: d.Clip.Language,
		},
		Status: created{Privacy: "private", PublishAt: at, Kids: s.says(p, "made_for_kids") == "true", Synthetic: s.says(p, "ai") == "true"},
		Paid:   paid{Has: s.hasPaid(p)},
	}
}

func (s *Service) title(p taglane.Publication) string {
	return or(p.Settings["title"], p.Revision.Draft.Clip.Heading())
}

// usualCategory is people and blogs.
const usualCategory = "22"

// hasPaid says whether YouTube is told of a paid promotion.
func (s *Service) hasPaid(p taglane.Publication) bool {
	return s.says(p, "paid") == "true" || sponsored(p.Revision.Draft)
}

// sponsored says whether somebody paid for a product to be shown.
func sponsored(d taglane.Draft) bool {
	for _, t := range d.Tags {
		if d.RelationOf(t) == taglane.Paid {
			return true
		}
	}
	return false
}

// atOnce is publish_at where no moment was chosen.
const atOnce = "now"

// goal is what Release is to make of the private video.
func (s *Service) goal(p taglane.Publication) (goal, error) {
	g := goal{Privacy: or(s.says(p, "privacy"), "public")}
	switch g.Privacy {
	case "public", "unlisted", "private":
	default:
		return goal{}, taglane.Errorf(taglane.Invalid, "%q is not public, unlisted or private.", g.Privacy)
	}
	if text := p.Settings["publish_at"]; text != "" && text != atOnce {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || g.Privacy != "public" {
			return goal{}, taglane.Errorf(taglane.Invalid, "YouTube can publish by itself only at a moment written like 2026-11-25T18:00:00Z, and only in public.")
		}
		g.At = at.UTC().Format(time.RFC3339)
	}
	return g, nil
}

// Losses: places and times of tags stay behind, and tags are set by hand. Once
// the video is there, a cover that YouTube did not take is told as well.
func (s *Service) Losses(p taglane.Publication) (out []taglane.Loss) {
	why := ""
	s.memory.know(func(n notes) { why = n.Bare[n.Keys[p.Key]] })
	if why != "" {
		out = append(out, taglane.NewLoss(taglane.Plain("YouTube"), taglane.Say("the cover"), whyBare(why)))
	}
	if len(p.Revision.Draft.Tags) == 0 {
		return out
	}
	return append(out, taglane.NewLoss(taglane.Plain("YouTube"), taglane.Say("product tags"),
		taglane.Say("YouTube lets nobody but YouTube Studio set them; products and links stand in the description")))
}
