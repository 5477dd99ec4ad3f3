package cover

// Target is what one place asks of a cover.
type Target struct {
	ID, Name      string
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
	{"youtube", "YouTube", Shape{16, 9}, 1280, 720, 52_428_800, []string{"jpeg", "png"}, "2026-11-23"},
	{"youtube-shorts", "YouTube Shorts", Shape{9, 16}, 1080, 1920, 52_428_800, []string{"jpeg", "png"}, "2026-11-23"},
	{"tiktok", "TikTok", Shape{9, 16}, 1080, 1920, 0, []string{"jpeg", "png"}, "2026-11-23"},
	{"tiktok-shop", "TikTok Shop", Shape{9, 16}, 1080, 1920, 10_000_000, []string{"jpeg", "png", "webp"}, "2026-11-23"},
	{"instagram-reel", "Instagram Reels", Shape{9, 16}, 1080, 1920, 0, []string{"jpeg"}, "2026-11-23"},
	{"instagram-grid", "Instagram profile grid", Shape{3, 4}, 1080, 1440, 0, []string{"jpeg"}, "2026-11-23"},
	{"facebook", "Facebook Reels", Shape{9, 16}, 1080, 1920, 0, []string{"jpeg", "png"}, "2026-11-23"},
	{"shopify", "Shopify", Shape{4, 5}, 1080, 1350, 0, []string{"jpeg", "png", "webp"}, "2026-11-23"},
	{"page", "Shoppable page", Shape{4, 5}, 1080, 1350, 0, []string{"jpeg", "webp", "png"}, "2026-11-23"},
	{"square", "Square post", Shape{1, 1}, 1080, 1080, 0, []string{"jpeg", "png"}, "2026-11-23"},
}
