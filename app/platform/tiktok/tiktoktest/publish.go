package tiktoktest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf16"

	"taglane/app/platform/twin"
)

const (
	everybody = "PUBLIC_TO_EVERYONE"
	alone     = "SELF_ONLY"
)

// PostInfo is what came with a direct post. A nil field was not sent.
type PostInfo struct {
	Privacy        string `json:"privacy_level"`
	Title          string `json:"title"`
	DisableDuet    *bool  `json:"disable_duet"`
	DisableStitch  *bool  `json:"disable_stitch"`
	DisableComment *bool  `json:"disable_comment"`
	CoverMillis    *int32 `json:"video_cover_timestamp_ms"`
	BrandContent   *bool  `json:"brand_content_toggle"`
	BrandOrganic   *bool  `json:"brand_organic_toggle"`
	AI             *bool  `json:"is_aigc"`
}

// Source is how a clip was announced.
type Source struct {
	Source string `json:"source"`
	Size   int64  `json:"video_size"`
	Chunk  int64  `json:"chunk_size"`
	Count  int64  `json:"total_chunk_count"`
}

type initBody struct {
	Post   *PostInfo `json:"post_info"`
	Source *Source   `json:"source_info"`
}

// Upload is one publish_id as it stands.
type Upload struct {
	ID       string
	Post     *PostInfo // nil: for the inbox
	Source   Source
	Got      int64    // bytes
	Pieces   []string // the Content-Range of each piece that was taken
	Finished bool     // of the inbox: its person posted it
	Posts    []string // ids of its public videos
}

type upload struct {
	Upload
	token  string
	at     time.Time
	sum    hash.Hash
	fail   string
	rounds int       // how often it will still say "processing"
	there  time.Time // delivered: into the inbox, or posted
	public time.Time
}

func (u *upload) whole() bool { return u.Got == u.Source.Size }

// Uploads are every upload that was opened, in order.
func (t *Twin) Uploads() (out []Upload) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, u := range t.uploads {
		out = append(out, u.Upload)
	}
	return out
}

// Posts are what was posted, or lies in the inbox, in order. The id of what no
// stranger sees is its publish_id.
func (t *Twin) Posts() (out []twin.Post) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, u := range t.uploads {
		if u.there.IsZero() {
			continue
		}
		p := twin.Post{ID: u.ID, SHA256: hex.EncodeToString(u.sum.Sum(nil)), At: u.there}
		if len(u.Posts) > 0 {
			p.ID = u.Posts[0]
		}
		out = append(out, p)
	}
	return out
}

// Forget loses every upload; what was posted of them is gone as well.
func (t *Twin) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.uploads = nil
}

// Finish is the person who opens TikTok and posts a clip that lies in the
// inbox, for everybody. Of another publish_id it does nothing.
func (t *Twin) Finish(publishID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if u := t.find(publishID); u != nil && u.Post == nil && !u.there.IsZero() {
		u.Finished = true
		t.publish(u)
	}
}

// Fill is the rest of a clip arriving although nobody heard that it did.
func (t *Twin) Fill(publishID string, rest []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if u := t.find(publishID); u != nil {
		t.take(u, rest)
	}
}

func (t *Twin) find(publishID string) *upload {
	if i := slices.IndexFunc(t.uploads, func(u *upload) bool { return u.ID == publishID }); i >= 0 {
		return t.uploads[i]
	}
	return nil
}

// creatorInfo tells its refusals with a status of 200.
func (t *Twin) creatorInfo(w http.ResponseWriter, r *http.Request) {
	var none struct{}
	code := t.terms.CreatorCode
	if !t.read(r, &none) {
		code = "invalid_param"
	} else if code == "" && t.today() >= t.terms.PerDay {
		code = "spam_risk_too_many_posts"
	}
	if code != "" {
		refuse(w, http.StatusOK, code)
		return
	}
	c := t.terms.Creator
	answer(w, map[string]any{
		"creator_avatar_url": "https://p16.tiktokcdn.com/twin.jpeg", "creator_username": Username, "creator_nickname": Nickname,
		"privacy_level_options": c.Privacy, "comment_disabled": c.CommentDisabled, "duet_disabled": c.DuetDisabled,
		"stitch_disabled": c.StitchDisabled, "max_video_post_duration_sec": c.MaxSeconds,
	})
}

// today is how many posts the account made in the last day.
func (t *Twin) today() (n int) {
	for _, u := range t.uploads {
		if !u.public.IsZero() && t.Clock.Now().Sub(u.public) < 24*time.Hour {
			n++
		}
	}
	return n
}

// pending is how many clips take a place in the inbox.
func (t *Twin) pending() (n int) {
	for _, u := range t.uploads {
		if u.Post == nil && !u.Finished && t.Clock.Now().Sub(u.at) < 24*time.Hour {
			n++
		}
	}
	return n
}

func (t *Twin) initDirect(w http.ResponseWriter, r *http.Request) { t.init(w, r, true) }
func (t *Twin) initInbox(w http.ResponseWriter, r *http.Request)  { t.init(w, r, false) }

func (t *Twin) init(w http.ResponseWriter, r *http.Request, direct bool) {
	var b initBody
	if !t.read(r, &b) || !t.announced(b, direct) {
		refuse(w, http.StatusBadRequest, "invalid_param")
		return
	}
	switch code := t.mayNot(b.Post); {
	case code != "":
		refuse(w, http.StatusForbidden, code)
		return
	case direct && t.today() >= t.terms.PerDay:
		t.blame("more than %d posts a day", t.terms.PerDay)
		refuse(w, http.StatusForbidden, "spam_risk_too_many_posts")
		return
	case !direct && t.pending() >= t.terms.Pending:
		refuse(w, http.StatusForbidden, "spam_risk_too_many_pending_share")
		return
	}
	t.made++
	u := &upload{at: t.Clock.Now(), sum: sha256.New(), fail: t.terms.Fail, rounds: t.terms.Rounds, token: t.secret(fmt.Sprintf("upload-secret-%d", t.made))}
	u.ID, u.Post, u.Source = fmt.Sprintf("v_inbox_file~v2-1.%d", t.made), b.Post, *b.Source
	if direct {
		u.ID = fmt.Sprintf("v_pub_file~v2-1.%d", t.made)
	}
	t.uploads = append(t.uploads, u)
	to := t.up
	if t.terms.UploadHost != "" {
		to = t.terms.UploadHost
	}
	answer(w, map[string]string{"publish_id": u.ID, "upload_url": to + "/video/?" + url.Values{"upload_id": {u.ID}, "upload_token": {u.token}}.Encode()})
}

// mayNot is the code with which the account's own settings forbid a post.
func (t *Twin) mayNot(p *PostInfo) string {
	options := t.terms.Creator.Privacy
	switch {
	case p == nil:
		return ""
	case !slices.Contains(options, p.Privacy):
		return "privacy_level_option_mismatch"
	case !t.terms.Audited && (p.Privacy != alone || slices.Contains(options, everybody)):
		return "unaudited_client_can_only_post_to_private_accounts"
	}
	return ""
}

// announced holds an init to the documentation: what goes with it, and how the
// clip will be cut.
func (t *Twin) announced(b initBody, direct bool) bool {
	switch p := b.Post; {
	case b.Source == nil || b.Source.Source != "FILE_UPLOAD":
		t.blame("init without a file to upload")
	case direct != (p != nil):
		t.blame("post_info belongs to a direct post, and to nothing else")
	case direct && (p.Privacy == "" || p.BrandContent == nil):
		t.blame("init without privacy_level or brand_content_toggle")
	case direct && len(utf16.Encode([]rune(p.Title))) > 2200:
		t.blame("a title of more than 2,200 units")
	case direct && p.CoverMillis != nil && *p.CoverMillis < 0:
		t.blame("a cover before the clip")
	case direct && *p.BrandContent && p.Privacy == alone:
		t.blame("branded content for nobody")
	case !t.planned(*b.Source):
		t.blame("a clip of %d bytes cannot go as %d pieces of %d", b.Source.Size, b.Source.Count, b.Source.Chunk)
	default:
		return true
	}
	return false
}

// planned holds the announced pieces to the rules.
func (t *Twin) planned(s Source) bool {
	if s.Size <= 0 || s.Chunk <= 0 || s.Count != s.Size/s.Chunk || s.Count < 1 || s.Count > 1000 {
		return false
	}
	if s.Count == 1 {
		return s.Chunk == s.Size && s.Size <= t.terms.PieceMost
	}
	return s.Chunk >= t.terms.PieceLeast && s.Chunk <= t.terms.PieceMost && s.Size-(s.Count-1)*s.Chunk <= t.terms.LastMost
}

func (t *Twin) status(w http.ResponseWriter, r *http.Request) {
	var b struct {
		PublishID string `json:"publish_id"`
	}
	if !t.read(r, &b) {
		refuse(w, http.StatusBadRequest, "invalid_param")
		return
	}
	u := t.find(b.PublishID)
	if u == nil {
		refuse(w, http.StatusBadRequest, "invalid_publish_id")
		return
	}
	d := map[string]any{"status": "PROCESSING_UPLOAD", "uploaded_bytes": u.Got}
	switch {
	case !u.whole():
	case u.rounds > 0:
		u.rounds--
	case u.fail != "":
		d["status"], d["fail_reason"] = "FAILED", u.fail
	case u.Post == nil && !u.Finished:
		d["status"] = "SEND_TO_USER_INBOX"
	default:
		d["status"] = "PUBLISH_COMPLETE"
		if ids := []json.RawMessage{}; !t.terms.Hidden {
			for _, id := range u.Posts {
				ids = append(ids, json.RawMessage(id))
			}
			d["publicaly_available_post_id"] = ids // so it is spelled
		}
	}
	answer(w, d)
}
