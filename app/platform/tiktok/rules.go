package tiktok

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode/utf16"

	"taglane/app/taglane"
)

//go:embed rules.json
var packFile []byte

// rule is one thing looked at before a clip leaves: where it is from, and the
// day it was last compared with that.
type rule struct {
	Level   taglane.Level `json:"level"`
	Source  string        `json:"source"`
	Checked string        `json:"checked"`
}

type limits struct {
	CaptionUnits     int               `json:"caption_units"` // of UTF-16
	Longest          int64             `json:"longest_s"`
	Shortest         int64             `json:"shortest_s"`
	Bytes            int64             `json:"bytes"`
	FPSMin           int               `json:"fps_min"`
	FPSMax           int               `json:"fps_max"`
	SideMin          int               `json:"side_min"` // pixels
	SideMax          int               `json:"side_max"`
	LinkProducts     int               `json:"link_products"`
	PostsPerDay      int               `json:"posts_per_day"`
	InboxPerDay      int               `json:"inbox_per_day"`
	InitPerMinute    int               `json:"init_per_minute"`
	CreatorPerMinute int               `json:"creator_per_minute"`
	StatusPerMinute  int               `json:"status_per_minute"`
	Containers       map[string]string `json:"containers"` // by the end of a file's name
	Codecs           []string          `json:"codecs"`
}

var pack = func() (p struct {
	Checked string          `json:"checked"`
	Limits  limits          `json:"limits"`
	Rules   map[string]rule `json:"rules"`
}) {
	if err := json.Unmarshal(packFile, &p); err != nil {
		panic("tiktok: rules.json does not hold: " + err.Error())
	}
	return p
}()

func finding(id string, said taglane.Said, field string) taglane.Finding {
	return taglane.NewFinding(id, pack.Rules[id].Level, said, taglane.Place{Field: field}, taglane.Said{})
}

func firstBlock(found []taglane.Finding) *taglane.Finding {
	i := slices.IndexFunc(found, func(f taglane.Finding) bool { return f.Level == taglane.Block })
	if i < 0 {
		return nil
	}
	return &found[i]
}

func saidByHand() taglane.Said {
	return taglane.Say("TikTok takes no products: add the product link by hand in TikTok.")
}

// look finds what holds for the inbox and for a post alike.
func look(p taglane.Publication) (out []taglane.Finding) {
	add := func(id string, said taglane.Said, field string) { out = append(out, finding(id, said, field)) }
	c, l := p.Revision.Draft.Clip, pack.Limits
	if len(utf16.Encode([]rune(c.Caption))) > l.CaptionUnits {
		add("TT-CAPTION", taglane.Say("The caption is longer than %d characters.", l.CaptionUnits), "caption")
	}
	if c.Rate.Valid() {
		if ms := c.Rate.Millis(c.Frames); ms > l.Longest*1000 {
			add("TT-DURATION", saidLongest(l.Longest), "clip")
		} else if ms < l.Shortest*1000 {
			add("TT-DURATION-MIN", taglane.Say("TikTok may refuse clips shorter than %d seconds.", l.Shortest), "clip")
		}
		if fps := c.Rate.FPS(); fps < float64(l.FPSMin) || fps > float64(l.FPSMax) {
			add("TT-FPS", taglane.Say("TikTok takes %d to %d frames a second.", l.FPSMin, l.FPSMax), "clip")
		}
	}
	if p.Revision.Media.Size > l.Bytes {
		add("TT-SIZE", taglane.Say("The clip's file is larger than TikTok takes."), "clip")
	}
	if l.Containers[containerOf(p)] == "" {
		add("TT-FORMAT", taglane.Say("TikTok does not take %s files.", containerOf(p)), "clip")
	} else if c.Codec != "" && !slices.Contains(l.Codecs, strings.ToLower(c.Codec)) {
		add("TT-FORMAT", taglane.Say("TikTok does not take %s video.", c.Codec), "clip")
	}
	if short, long := min(c.Width, c.Height), max(c.Width, c.Height); long > 0 && (short < l.SideMin || long > l.SideMax) {
		add("TT-PIXELS", taglane.Say("TikTok takes pictures of %d to %d pixels on each side.", l.SideMin, l.SideMax), "clip")
	}
	if len(p.Revision.Draft.Tags) > 0 {
		add("TT-TAGS", saidByHand(), "tags")
	}
	if len(p.Revision.Draft.Products) > l.LinkProducts {
		add("TT-TAGS", taglane.Say("TikTok links one product with a video, so the others are left out."), "tags")
	}
	return out
}

func saidLongest(seconds int64) taglane.Said {
	return taglane.Say("The clip runs longer than the %d seconds that TikTok takes.", seconds)
}

// lookAtSlots says when the clip will have to wait, or may not arrive in time.
func (s *Service) lookAtSlots(p taglane.Publication) (out []taglane.Finding) {
	switch {
	case s.direct && s.tally.room(perDay) != nil:
		out = append(out, finding("TT-SLOT", saidTooMany(), "account"))
	case !s.direct && s.tally.room(perInbox) != nil:
		out = append(out, finding("TT-SLOT", saidInboxFull(), "account"))
	}
	if s.tally.tooSlow(p.Revision.Media.Size) {
		out = append(out, finding("TT-RATE", taglane.Say("At the speed of your last uploads this clip needs longer than the hour that TikTok gives it."), "clip"))
	}
	return out
}

// lookForInbox says what the inbox drops: everything but the clip.
func lookForInbox(p taglane.Publication) (out []taglane.Finding) {
	c := p.Revision.Draft.Clip
	set := p.Settings
	for _, f := range []struct {
		field string
		name  taglane.Said
		set   bool
	}{
		{"caption", taglane.Say("caption"), c.Caption != ""},
		{"cover", taglane.Say("cover"), c.Cover != nil || c.Design != nil},
		{"privacy", taglane.Say("audience"), set["privacy"] != ""},
		{"comment", toggles["comment"], yes(set["comment"])},
		{"duet", toggles["duet"], yes(set["duet"])},
		{"stitch", toggles["stitch"], yes(set["stitch"])},
		{"brand_organic", taglane.Say("own brand"), yes(set["brand_organic"])},
		{"brand_content", taglane.Say("paid partnership"), yes(set["brand_content"])},
		{"ai", taglane.Say("made with AI"), yes(set["ai"])},
	} {
		if f.set {
			out = append(out, finding("TT-INBOX-IGNORED", taglane.Say("TikTok's inbox takes the clip alone; set this again in TikTok: %s.", f.name), f.field))
		}
	}
	return out
}

const (
	everybody = "PUBLIC_TO_EVERYONE"
	followers = "FOLLOWER_OF_CREATOR"
	friends   = "MUTUAL_FOLLOW_FRIENDS"
	alone     = "SELF_ONLY"
)

// privacyOf is the audience a person chose, in TikTok's words; "" for none.
// Nothing is chosen for them.
func privacyOf(p taglane.Publication) string {
	chosen := p.Settings["privacy"]
	if word, ok := map[string]string{"public": everybody, "followers": followers, "friends": friends, "private": alone}[chosen]; ok {
		return word
	}
	return chosen
}

// lookForPost finds what keeps a direct post from being made. c is what the
// account may do now; nil if TikTok could not be asked.
func lookForPost(p taglane.Publication, c *creator, audited bool) (out []taglane.Finding) {
	add := func(id string, said taglane.Said, field string) { out = append(out, finding(id, said, field)) }
	set, privacy := p.Settings, privacyOf(p)
	branded := yes(set["brand_content"])
	switch {
	case privacy == "":
		add("TT-PRIVACY", taglane.Say("Choose who can see the post on TikTok."), "privacy")
	case c != nil && !slices.Contains(c.Privacy, privacy):
		add("TT-PRIVACY", taglane.Say("TikTok does not offer this audience to your account."), "privacy")
	}
	if yes(set["disclosure"]) && !branded && !yes(set["brand_organic"]) {
		add("TT-BRANDED", taglane.Say("Say whether the post is about your own brand or a paid partnership."), "brand_content")
	}
	if branded && privacy == alone {
		add("TT-BRANDED", saidNotAlone(), "privacy")
	}
	switch {
	case yes(set["consent"]):
	case branded:
		add("TT-CONSENT", taglane.Say("Agree to TikTok's Branded Content Policy and Music Usage Confirmation before posting."), "consent")
	default:
		add("TT-CONSENT", taglane.Say("Agree to TikTok's Music Usage Confirmation before posting."), "consent")
	}
	if !audited && (privacy != "" && privacy != alone || c != nil && slices.Contains(c.Privacy, everybody)) {
		add("TT-UNAUDITED", saidUnaudited(), "account")
	}
	if c != nil {
		out = append(out, lookAtCreator(p, *c)...)
	}
	return append(out, lookAtCover(p.Revision.Draft.Clip)...)
}

func lookAtCreator(p taglane.Publication, c creator) (out []taglane.Finding) {
	for _, t := range []struct {
		field string
		name  taglane.Said
		off   bool
	}{
		{"comment", toggles["comment"], c.CommentDisabled},
		{"duet", toggles["duet"], c.DuetDisabled},
		{"stitch", toggles["stitch"], c.StitchDisabled},
	} {
		if t.off && yes(p.Settings[t.field]) {
			out = append(out, finding("TT-TOGGLES", taglane.Say("Your TikTok account has this switched off: %s.", t.name), t.field))
		}
	}
	clip := p.Revision.Draft.Clip
	if c.Longest > 0 && c.Longest < pack.Limits.Longest && clip.Rate.Valid() && clip.Rate.Millis(clip.Frames) > c.Longest*1000 {
		out = append(out, finding("TT-DURATION", saidLongest(c.Longest), "clip"))
	}
	return out
}

func lookAtCover(c taglane.Clip) (out []taglane.Finding) {
	if c.Cover != nil && (!c.Rate.Valid() || *c.Cover < 0 || *c.Cover >= c.Frames || c.Rate.Millis(*c.Cover) > math.MaxInt32) {
		out = append(out, finding("TT-COVER", taglane.Say("The cover's frame lies outside the clip."), "cover"))
	}
	if c.Design != nil && (c.Design.Title != nil || c.Design.Sticker != nil) {
		out = append(out, finding("TT-COVER-IMAGE", taglane.Say("TikTok shows a frame of the clip as its cover, without the words on it."), "cover"))
	}
	return out
}

// postOf is what goes with a direct post. Comments, duets and stitches stay
// off unless the person switched them on.
func postOf(p taglane.Publication) *postInfo {
	set, clip := p.Settings, p.Revision.Draft.Clip
	info := &postInfo{
		Privacy: privacyOf(p), Title: clip.Caption,
		DisableComment: !yes(set["comment"]), DisableDuet: !yes(set["duet"]), DisableStitch: !yes(set["stitch"]),
		BrandContent: yes(set["brand_content"]), BrandOrganic: yes(set["brand_organic"]), AI: yes(set["ai"]),
	}
	if clip.Cover != nil {
		ms := int32(clip.Rate.Millis(*clip.Cover))
		info.Cover = &ms
	}
	return info
}
