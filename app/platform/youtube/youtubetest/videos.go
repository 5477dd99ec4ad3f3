package youtubetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Video is one of the channel's.
type Video struct {
	ID                    string
	FileName              string
	SHA256                string // hex, of the bytes as they arrived
	Size, Millis          int64  // as YouTube tells them; of Millis 0 it tells none
	Snippet, Status, Paid map[string]any
	Stats                 map[string]any
	Polls                 int    // how many looks still find it under way
	Stage                 string // uploadStatus once it is not
	Reason                string // of a failure or a rejection
	PublishedAt           time.Time
	PublicAt              time.Time // when it became public; zero: it did not
	Cover                 string    // hex SHA-256 of the picture that was set
	Covers                int       // how often one was
	Updates               int
}

func copied(v any) map[string]any {
	m, _ := v.(map[string]any)
	if m == nil {
		return map[string]any{}
	}
	return maps.Clone(m)
}

// Videos are the channel's, in the order in which they came to be.
func (t *Twin) Videos() []Video {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.publishDue()
	out := make([]Video, len(t.videos))
	for i, v := range t.videos {
		out[i] = *v
		out[i].Snippet, out[i].Status, out[i].Paid = maps.Clone(v.Snippet), maps.Clone(v.Status), maps.Clone(v.Paid)
	}
	return out
}

// Change is somebody at work in YouTube Studio: how changes the nth video,
// counted from 0.
func (t *Twin) Change(n int, how func(v *Video)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	how(t.videos[n])
}

// AddVideo puts a video into the channel that came from elsewhere.
func (t *Twin) AddVideo(v Video) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.videos = append(t.videos, &v)
}

// publishDue makes public what its schedule says; the caller holds the lock.
func (t *Twin) publishDue() {
	now := t.Clock.Now()
	for _, v := range t.videos {
		text, _ := v.Status["publishAt"].(string)
		if at, err := time.Parse(time.RFC3339, text); err == nil && !at.After(now) {
			v.Status["privacyStatus"], v.PublicAt = "public", at
			delete(v.Status, "publishAt")
		}
	}
}

func (t *Twin) channels(w http.ResponseWriter) {
	give(w, http.StatusOK, map[string]any{"items": []any{map[string]any{
		"id": t.knobs.Channel, "snippet": map[string]any{"title": t.knobs.ChannelName},
		"contentDetails": map[string]any{"relatedPlaylists": map[string]any{"uploads": "UUtwin"}},
	}}})
}

func (t *Twin) playlist(w http.ResponseWriter, q url.Values) {
	if q.Get("playlistId") != "UUtwin" {
		fail(w, http.StatusNotFound, "youtube.playlistItem", "playlistNotFound")
		return
	}
	from, _ := strconv.Atoi(q.Get("pageToken"))
	most, _ := strconv.Atoi(q.Get("maxResults"))
	most = min(max(most, 5), 50)
	items := []any{}
	for i := len(t.videos) - 1 - from; i >= 0 && len(items) < most && !t.knobs.Unlisted; i-- {
		items = append(items, map[string]any{"contentDetails": map[string]any{"videoId": t.videos[i].ID}})
	}
	out := map[string]any{"items": items}
	if from+len(items) < len(t.videos) && len(items) > 0 {
		out["nextPageToken"] = strconv.Itoa(from + len(items))
	}
	give(w, http.StatusOK, out)
}

func (t *Twin) list(w http.ResponseWriter, q url.Values) {
	ids := strings.Split(strings.Join(q["id"], ","), ",")
	if len(ids) > 50 {
		t.refuse(w, "%d ids", len(ids))
		return
	}
	items := []any{}
	for _, id := range ids {
		v := t.video(id)
		if v == nil {
			continue
		}
		items = append(items, v.shown(parts(q)))
		if slices.Contains(parts(q), "processingDetails") && v.Polls > 0 {
			v.Polls--
		}
	}
	give(w, http.StatusOK, map[string]any{"items": items})
}

func (t *Twin) video(id string) *Video {
	for _, v := range t.videos {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// update replaces whole parts: what is left out falls back to its default.
func (t *Twin) update(w http.ResponseWriter, q url.Values, body []byte) {
	var in map[string]any
	if json.Unmarshal(body, &in) != nil {
		t.refuse(w, "an update that is not JSON")
		return
	}
	if why := checkBody(in, parts(q)); why != "" {
		t.refuse(w, "an update with %s", why)
		return
	}
	id, _ := in["id"].(string)
	v := t.video(id)
	if v == nil {
		fail(w, http.StatusNotFound, "youtube.video", "videoNotFound")
		return
	}
	if _, named := in["status"]; named && !t.setStatus(w, v, copied(in["status"])) {
		return
	}
	if s, named := in["snippet"]; named {
		next := map[string]any{"description": "", "tags": []any{}}
		maps.Copy(next, copied(s))
		v.Snippet = next
	}
	if p, named := in["paidProductPlacementDetails"]; named {
		v.Paid = copied(p)
	}
	v.Updates++
	give(w, http.StatusOK, v.shown(parts(q)))
}

func (t *Twin) setStatus(w http.ResponseWriter, v *Video, said map[string]any) bool {
	next := map[string]any{"privacyStatus": "public", "license": "youtube", "embeddable": true, "publicStatsViewable": true}
	maps.Copy(next, said)
	if at, ok := next["publishAt"].(string); ok {
		if _, err := time.Parse(time.RFC3339, at); err != nil || next["privacyStatus"] != "private" || v.Status["privacyStatus"] == "public" {
			fail(w, http.StatusBadRequest, "youtube.video", "invalidPublishAt")
			return false
		}
	}
	if next["privacyStatus"] == "public" && v.Status["privacyStatus"] != "public" {
		v.PublicAt = t.Clock.Now()
		if v.Polls > 0 || v.Stage != "processed" {
			t.note("a video that was made public before it was processed")
		}
	}
	v.Status = next
	t.publishDue()
	return true
}

// coverMost is how large a picture may be, in bytes.
const coverMost = 52_428_800

// first is the beginning of what is written, by which a picture is known.
type first struct{ text string }

func (f *first) Write(b []byte) (int, error) {
	if room := 8 - len(f.text); room > 0 {
		f.text += string(b[:min(room, len(b))])
	}
	return len(b), nil
}

// cover sets the picture of a video. A Short takes one once it is processed.
func (t *Twin) cover(w http.ResponseWriter, r *http.Request) {
	h, head := sha256.New(), &first{}
	size, err := io.Copy(io.MultiWriter(h, head), r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	v := t.video(r.URL.Query().Get("videoId"))
	kind := r.Header.Get("Content-Type")
	jpeg, png := strings.HasPrefix(head.text, "\xff\xd8\xff"), strings.HasPrefix(head.text, "\x89PNG")
	switch {
	case v == nil:
		fail(w, http.StatusNotFound, "youtube.thumbnail", "videoNotFound")
	case t.knobs.Unverified:
		fail(w, http.StatusForbidden, "youtube.thumbnail", "forbidden")
	case size == 0:
		fail(w, http.StatusBadRequest, "youtube.thumbnail", "mediaBodyRequired")
	case kind != "image/jpeg" && kind != "image/png" && kind != "application/octet-stream", size > coverMost, r.ContentLength != size:
		t.refuse(w, "a cover of %d bytes of %q", size, kind)
	case v.Polls > 0, v.Stage != "processed":
		t.refuse(w, "a cover of a video that is not processed yet")
	case !jpeg && !png:
		fail(w, http.StatusBadRequest, "youtube.thumbnail", "invalidImage")
	default:
		v.Cover = hex.EncodeToString(h.Sum(nil))
		v.Covers++
		give(w, http.StatusOK, map[string]any{"kind": "youtube#thumbnailSetResponse", "items": []any{map[string]any{"default": map[string]any{"url": "https://i.ytimg.com/" + v.ID}}}})
	}
}

// shown are the parts of a video as its owner sees them.
func (v *Video) shown(parts []string) map[string]any {
	out := map[string]any{"kind": "youtube#video", "id": v.ID}
	busy := v.Polls > 0
	for _, part := range parts {
		switch part {
		case "snippet":
			s := maps.Clone(v.Snippet)
			if s == nil {
				s = map[string]any{}
			}
			s["publishedAt"], s["channelId"], s["liveBroadcastContent"] = v.PublishedAt.UTC().Format(time.RFC3339), Channel, "none"
			out[part] = s
		case "status":
			out[part] = v.shownStatus(busy)
		case "paidProductPlacementDetails":
			out[part] = map[string]any{"hasPaidProductPlacement": v.Paid["hasPaidProductPlacement"] == true}
		case "processingDetails":
			out[part] = map[string]any{"processingStatus": "succeeded"}
			if busy {
				out[part] = map[string]any{"processingStatus": "processing", "processingProgress": map[string]any{"timeLeftMs": "25000", "partsTotal": "10", "partsProcessed": "3"}}
			}
		case "fileDetails":
			f := map[string]any{"fileName": v.FileName, "fileSize": strconv.FormatInt(v.Size, 10)}
			if v.Millis > 0 {
				f["durationMs"] = strconv.FormatInt(v.Millis, 10)
			}
			out[part] = f
		case "contentDetails":
			out[part] = map[string]any{"hasCustomThumbnail": v.Cover != ""}
		case "statistics":
			out[part] = v.Stats
		}
	}
	return out
}

func (v *Video) shownStatus(busy bool) map[string]any {
	s := map[string]any{"uploadStatus": v.Stage, "madeForKids": v.Status["selfDeclaredMadeForKids"] == true}
	maps.Copy(s, v.Status)
	if busy {
		s["uploadStatus"] = "uploaded"
	}
	if v.Reason != "" {
		s[map[string]string{"failed": "failureReason", "rejected": "rejectionReason"}[v.Stage]] = v.Reason
	}
	return s
}
