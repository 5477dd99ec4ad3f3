package cover

import "taglane/app/taglane"

// Target is what one place asks of a cover.
type Target struct {
	ID            string
	Name          taglane.Said
	Shape         Shape
	Width, Height int      // pixels
	Bytes         int64    // the most a file may have; 0: nothing is said
	Formats       []string // of Encode, the best first
	Checked       string   // the day the figures were read
}

// Targets are the covers that places take. Sizes in pixels are what the places
// recommend or show; only youtube and tiktok-shop state a limit in bytes.
// TikTok and Instagram take such a picture by hand in their own apps: from
// outside they only take the time of a frame.
var Targets = []Target{
	{"youtube", taglane.Plain("YouTube"), Shape{16, 9}, 1280, 720, 52_428_800, []string{"jpeg", "png"}, "2026-11-23"},
	{"youtube-shorts", taglane.Plain("YouTube Shorts"), Shape{9, 16}, 1080, 1920, 52_428_800, []string{"jpeg", "png"}, "2026-11-23"},
	{"tiktok", taglane.Plain("TikTok"), Shape{9, 16}, 1080, 1920, 0, []string{"jpeg", "png"}, "2026-11-23"},
	{"tiktok-shop", taglane.Plain("TikTok Shop"), Shape{9, 16}, 1080, 1920, 10_000_000, []string{"jpeg", "png", "webp"}, "2026-11-23"},
	{"instagram-reel", taglane.Plain("Instagram Reels"), Shape{9, 16}, 1080, 1920, 0, []string{"jpeg"}, "2026-11-23"},
	{"instagram-grid", taglane.Say("Instagram profile grid"), Shape{3, 4}, 1080, 1440, 0, []string{"jpeg"}, "2026-11-23"},
	{"facebook", taglane.Plain("Facebook Reels"), Shape{9, 16}, 1080, 1920, 0, []string{"jpeg", "png"}, "2026-11-23"},
	{"shopify", taglane.Plain("Shopify"), Shape{4, 5}, 1080, 1350, 0, []string{"jpeg", "png", "webp"}, "2026-11-23"},
	{"page", taglane.Say("Shoppable page"), Shape{4, 5}, 1080, 1350, 0, []string{"jpeg", "webp", "png"}, "2026-11-23"},
	{"square", taglane.Say("Square post"), Shape{1, 1}, 1080, 1080, 0, []string{"jpeg", "png"}, "2026-11-23"},
}
