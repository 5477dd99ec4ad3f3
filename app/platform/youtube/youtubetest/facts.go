package youtubetest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// The paths that are served.
const (
	UploadPath    = "/upload/youtube/v3/videos"
	CoverPath     = "/upload/youtube/v3/thumbnails/set"
	VideosPath    = "/youtube/v3/videos"
	StatsPath     = "/youtube/v3/videos:batchGetStats"
	ChannelsPath  = "/youtube/v3/channels"
	ItemsPath     = "/youtube/v3/playlistItems"
	AuthorizePath = "/o/oauth2/v2/auth"
	TokenPath     = "/token"
	RevokePath    = "/revoke"
)

// fact is what the documentation knows of a call.
type fact struct {
	cost   Spent
	query  []string // every name it has
	must   []string
	parts  []string
	kinds  []string // of uploadType
	scopes []string // any of them is enough
}

var (
	readers  = []string{"youtube.readonly", "youtube", "youtube.force-ssl"}
	writers  = []string{"youtube", "youtube.force-ssl"}
	uploader = []string{"youtube.upload", "youtube", "youtube.force-ssl"}
	written  = []string{"snippet", "status", "paidProductPlacementDetails", "brandPartner", "recordingDetails", "localizations"}
	read     = append([]string{"processingDetails", "fileDetails", "suggestions", "contentDetails", "statistics"}, written...)
)

var facts = map[string]fact{
	"POST " + UploadPath: {cost: Spent{Inserts: 1}, must: []string{"uploadType", "part"}, parts: written, kinds: []string{"resumable"}, scopes: uploader,
		query: []string{"uploadType", "part", "notifySubscribers", "autoLevels", "stabilize", "onBehalfOfContentOwner", "onBehalfOfContentOwnerChannel"}},
	"PUT " + UploadPath: {query: []string{"uploadType", "upload_id"}, must: []string{"upload_id"}, kinds: []string{"resumable"}, scopes: uploader},
	"POST " + CoverPath: {cost: Spent{Units: 50}, query: []string{"uploadType", "videoId", "onBehalfOfContentOwner"}, must: []string{"uploadType", "videoId"}, kinds: []string{"media"}, scopes: uploader},
	"GET " + ChannelsPath: {cost: Spent{Units: 1}, query: []string{"part", "mine"}, must: []string{"part", "mine"},
		parts: []string{"id", "contentDetails", "snippet", "status"}, scopes: readers},
	"GET " + ItemsPath: {cost: Spent{Units: 1}, query: []string{"part", "playlistId", "maxResults", "pageToken"}, must: []string{"part", "playlistId"},
		parts: []string{"id", "contentDetails", "snippet", "status"}, scopes: readers},
	"GET " + VideosPath: {cost: Spent{Units: 1}, query: []string{"part", "id"}, must: []string{"part", "id"}, parts: read, scopes: readers},
	"GET " + StatsPath:  {cost: Spent{Stats: 1}, query: []string{"part", "id"}, must: []string{"part", "id"}, parts: []string{"id", "snippet", "contentDetails", "statistics"}, scopes: readers},
	"PUT " + VideosPath: {cost: Spent{Units: 50}, query: []string{"part", "onBehalfOfContentOwner"}, must: []string{"part"}, parts: written, scopes: writers},
}

// common are the names that every call has.
var common = []string{"$.xgafv", "alt", "callback", "fields", "key", "prettyPrint", "quotaUser"}

// check says what the documentation does not know of a query, or wants of it.
func (f fact) check(q url.Values) string {
	for name := range q {
		if !slices.Contains(f.query, name) && !slices.Contains(common, name) {
			return "query " + name
		}
	}
	for _, name := range f.must {
		if q.Get(name) == "" {
			return "no " + name
		}
	}
	for _, part := range parts(q) {
		if !slices.Contains(f.parts, part) {
			return "part " + part
		}
	}
	if kind := q.Get("uploadType"); kind != "" && !slices.Contains(f.kinds, kind) {
		return "uploadType " + kind
	}
	return ""
}

func (f fact) allowed(granted string) bool {
	return slices.ContainsFunc(f.scopes, func(s string) bool { return slices.Contains(strings.Fields(granted), scopeRoot+s) })
}

// parts may be repeated, or written with commas.
func parts(q url.Values) (out []string) {
	for _, v := range q["part"] {
		out = append(out, strings.Split(v, ",")...)
	}
	return slices.DeleteFunc(out, func(p string) bool { return p == "" })
}

// writable are the fields that may be sent, with an example of their type.
var writable = map[string]map[string]any{
	"snippet":                     {"title": "", "description": "", "tags": []any{}, "categoryId": "", "defaultLanguage": "", "defaultAudioLanguage": ""},
	"status":                      {"privacyStatus": "", "publishAt": "", "selfDeclaredMadeForKids": true, "containsSyntheticMedia": true, "license": "", "embeddable": true, "publicStatsViewable": true},
	"paidProductPlacementDetails": {"hasPaidProductPlacement": true},
}

// checkBody says what the documentation does not know of a video resource.
func checkBody(body map[string]any, asked []string) string {
	for name, value := range body {
		if name == "id" {
			continue
		}
		fields, ok := value.(map[string]any)
		if !ok || writable[name] == nil {
			return "field " + name
		}
		if !slices.Contains(asked, name) {
			return name + " without its part"
		}
		for field, v := range fields {
			like, known := writable[name][field]
			if !known || fmt.Sprintf("%T", like) != fmt.Sprintf("%T", v) {
				return fmt.Sprintf("%s.%s of %T", name, field, v)
			}
		}
	}
	for _, part := range asked {
		if body[part] == nil {
			return "part " + part + " without a body"
		}
	}
	if s, ok := body["status"].(map[string]any); ok && !slices.Contains([]any{"public", "unlisted", "private"}, s["privacyStatus"]) {
		return fmt.Sprintf("privacyStatus %v", s["privacyStatus"])
	}
	if s, ok := body["snippet"].(map[string]any); ok {
		return checkTexts(s)
	}
	return ""
}

func checkTexts(s map[string]any) string {
	title, _ := s["title"].(string)
	text, _ := s["description"].(string)
	if n := utf8.RuneCountInString(title); n < 1 || n > 100 || len(text) > 5000 || strings.ContainsAny(title+text, "<>") {
		return "a title or description that is refused"
	}
	if category, _ := s["categoryId"].(string); category == "" {
		return "a snippet without categoryId"
	}
	room := 0
	tags, _ := s["tags"].([]any)
	for _, v := range tags {
		tag, _ := v.(string)
		room += utf8.RuneCountInString(tag) + 1
		if strings.Contains(tag, " ") {
			room += 2
		}
	}
	if room-1 > 500 {
		return "keywords of more than 500 characters"
	}
	return ""
}

// serve answers one call.
func (t *Twin) serve(w http.ResponseWriter, r *http.Request) {
	if answer := t.stands(r); answer != nil {
		drain(r)
		answer(w, r)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET " + AuthorizePath:
		t.mu.Lock()
		defer t.mu.Unlock()
		t.authorize(w, r.URL.Query())
		return
	case "POST " + TokenPath, "POST " + RevokePath:
		body := whole(r)
		t.mu.Lock()
		defer t.mu.Unlock()
		if r.URL.Path == TokenPath {
			t.token(w, body)
		} else {
			t.revoke(w, body)
		}
		return
	}
	if !t.admit(w, r) {
		drain(r)
		return
	}
	t.answer(w, r)
}

// admit looks whether a call is one, who makes it, and whether it is within
// the day's quota.
func (t *Twin) admit(w http.ResponseWriter, r *http.Request) bool {
	call := r.Method + " " + r.URL.Path
	t.mu.Lock()
	defer t.mu.Unlock()
	t.publishDue()
	granted, ok := t.logins.lives(r, t.Clock.Now())
	if !ok {
		fail(w, http.StatusUnauthorized, "global", "authError")
		return false
	}
	f, known := facts[call]
	cost := f.cost
	why := ""
	switch {
	case !known:
		why = "no such call"
	case f.check(r.URL.Query()) != "":
		why = f.check(r.URL.Query())
	}
	if why != "" && cost == (Spent{}) {
		cost.Units = 1 // what is not valid costs all the same
	}
	if enough, wrong := t.ledger.take(t.Clock.Now(), cost); !enough {
		if wrong {
			t.note("%s beyond the quota of a day", call)
		}
		fail(w, http.StatusForbidden, "youtube.quota", "quotaExceeded")
		return false
	}
	if why != "" {
		t.note("%s: %s", call, why)
		fail(w, http.StatusBadRequest, "global", "badRequest")
		return false
	}
	if !f.allowed(granted) {
		t.note("%s without enough leave: %s", call, granted)
		fail(w, http.StatusForbidden, "global", "insufficientPermissions")
		return false
	}
	if t.knobs.Channel == "" {
		fail(w, http.StatusUnauthorized, "youtube.header", "youtubeSignupRequired")
		return false
	}
	return true
}

func (t *Twin) answer(w http.ResponseWriter, r *http.Request) {
	call := r.Method + " " + r.URL.Path
	switch call {
	case "PUT " + UploadPath:
		t.arrive(w, r)
		return
	case "POST " + CoverPath:
		t.cover(w, r)
		return
	}
	body := whole(r)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch call {
	case "POST " + UploadPath:
		t.begin(w, r, body)
	case "GET " + ChannelsPath:
		t.channels(w)
	case "GET " + ItemsPath:
		t.playlist(w, r.URL.Query())
	case "GET " + VideosPath, "GET " + StatsPath:
		t.list(w, r.URL.Query())
	case "PUT " + VideosPath:
		t.update(w, r.URL.Query(), body)
	}
}
