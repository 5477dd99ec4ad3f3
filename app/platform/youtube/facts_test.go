package youtube

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// fact is what the documentation knows of a call.
type fact struct {
	units  int      // of the shared quota
	query  []string // every name it has
	must   []string
	parts  []string
	scopes []string // any of them is enough
}

var (
	readers  = []string{"youtube.readonly", "youtube", "youtube.force-ssl"}
	writers  = []string{"youtube", "youtube.force-ssl"}
	uploader = []string{"youtube.upload", "youtube", "youtube.force-ssl"}
)

var facts = map[string]fact{
	"POST " + uploadPath: {0, []string{"uploadType", "part", "notifySubscribers", "autoLevels", "stabilize", "onBehalfOfContentOwner", "onBehalfOfContentOwnerChannel"},
		[]string{"uploadType", "part"}, []string{"snippet", "status", "paidProductPlacementDetails", "brandPartner", "recordingDetails", "localizations"}, uploader},
	"PUT " + uploadPath:   {0, []string{"uploadType", "upload_id"}, []string{"upload_id"}, nil, uploader},
	"GET " + channelsPath: {1, []string{"part", "mine"}, []string{"part", "mine"}, []string{"id", "contentDetails", "snippet"}, readers},
	"GET " + itemsPath:    {1, []string{"part", "playlistId", "maxResults", "pageToken"}, []string{"part", "playlistId"}, []string{"id", "contentDetails", "snippet", "status"}, readers},
	"GET " + videosPath: {1, []string{"part", "id"}, []string{"part", "id"},
		[]string{"snippet", "status", "processingDetails", "fileDetails", "suggestions", "contentDetails", "statistics"}, readers},
	"PUT " + videosPath: {50, []string{"part", "onBehalfOfContentOwner"}, []string{"part"}, []string{"snippet", "status", "paidProductPlacementDetails", "brandPartner", "recordingDetails", "localizations"}, writers},
}

// check says what the documentation does not know of a query, or wants of it.
func (f fact) check(q url.Values, granted string) string {
	for name := range q {
		if !slices.Contains(f.query, name) {
			return "query " + name
		}
	}
	for _, name := range f.must {
		if q.Get(name) == "" {
			return "no " + name
		}
	}
	for _, part := range split(q.Get("part")) {
		if !slices.Contains(f.parts, part) {
			return "part " + part
		}
	}
	if !slices.ContainsFunc(f.scopes, func(s string) bool {
		return slices.Contains(strings.Fields(granted), "https://www.googleapis.com/auth/"+s)
	}) {
		return "not enough leave: " + granted
	}
	if t := q.Get("uploadType"); t != "" && t != "resumable" {
		return "uploadType " + t
	}
	return ""
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// writable are the fields that may be sent, with an example of their type.
var writable = map[string]map[string]any{
	"snippet":                     {"title": "", "description": "", "tags": []any{}, "categoryId": "", "defaultLanguage": "", "defaultAudioLanguage": ""},
	"status":                      {"privacyStatus": "", "publishAt": "", "selfDeclaredMadeForKids": true, "containsSyntheticMedia": true, "license": "", "embeddable": true, "publicStatsViewable": true},
	"paidProductPlacementDetails": {"hasPaidProductPlacement": true},
}

// checkBody says what the documentation does not know of a video resource.
func checkBody(body map[string]any, parts string) string {
	for name, value := range body {
		if name == "id" {
			continue
		}
		fields, ok := value.(map[string]any)
		if !ok || writable[name] == nil {
			return "field " + name
		}
		if !slices.Contains(split(parts), name) {
			return name + " without its part"
		}
		for field, v := range fields {
			like, known := writable[name][field]
			if !known || fmt.Sprintf("%T", like) != fmt.Sprintf("%T", v) {
				return fmt.Sprintf("%s.%s of %T", name, field, v)
			}
		}
	}
	for _, part := range split(parts) {
		if body[part] == nil {
			return "part " + part + " without a body"
		}
	}
	if s, ok := body["snippet"].(map[string]any); ok {
		title, text := fmt.Sprint(s["title"]), fmt.Sprint(s["description"])
		if n := utf8.RuneCountInString(title); n < 1 || n > 100 || len(text) > 5000 || strings.ContainsAny(title+text, "<>") {
			return "a title or description that is refused"
		}
	}
	if s, ok := body["status"].(map[string]any); ok && !slices.Contains([]any{"public", "unlisted", "private"}, s["privacyStatus"]) {
		return fmt.Sprintf("privacyStatus %v", s["privacyStatus"])
	}
	return ""
}
