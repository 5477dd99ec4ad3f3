package tiktoktest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// videoFields are what may be asked of a video.
var videoFields = strings.Fields("id create_time cover_image_url share_url video_description duration height width title embed_html embed_link like_count comment_count share_count view_count is_aigc")

// userFields are what may be asked of the account, and the permission for it.
var userFields = map[string]string{
	"open_id": "user.info.basic", "union_id": "user.info.basic", "avatar_url": "user.info.basic", "display_name": "user.info.basic",
	"username": "user.info.profile", "follower_count": "user.info.stats", "following_count": "user.info.stats",
	"likes_count": "user.info.stats", "video_count": "user.info.stats",
}

// query tells of public videos, by their ids.
func (t *Twin) query(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Filters struct {
			IDs []string `json:"video_ids"`
		} `json:"filters"`
	}
	fields, ok := t.fields(r, func(f string) bool { return slices.Contains(videoFields, f) })
	if !t.read(r, &b) || !ok || len(b.Filters.IDs) == 0 || len(b.Filters.IDs) > 20 {
		refuse(w, http.StatusBadRequest, "invalid_params")
		return
	}
	found := []map[string]any{}
	for _, u := range t.uploads {
		for _, id := range u.Posts {
			if slices.Contains(b.Filters.IDs, id) {
				found = append(found, only(fields, map[string]any{
					"id": id, "create_time": u.public.Unix(), "duration": 10,
					"share_url":  fmt.Sprintf("https://www.tiktok.com/@%s/video/%s?utm_campaign=client_share&utm_source=twin", Username, id),
					"like_count": 12, "comment_count": 3, "share_count": 2, "view_count": 4500,
				}))
			}
		}
	}
	answer(w, map[string]any{"videos": found})
}

// userInfo tells of the account.
func (t *Twin) userInfo(w http.ResponseWriter, r *http.Request) {
	fields, ok := t.fields(r, func(f string) bool { return userFields[f] != "" })
	if !ok {
		refuse(w, http.StatusBadRequest, "invalid_params")
		return
	}
	for _, f := range fields {
		if !slices.Contains(strings.Split(t.login.scope, ","), userFields[f]) {
			refuse(w, http.StatusUnauthorized, "scope_not_authorized")
			return
		}
	}
	answer(w, map[string]any{"user": only(fields, map[string]any{
		"open_id": OpenID, "union_id": "union-1", "display_name": Nickname, "username": Username, "video_count": t.posted,
		"avatar_url": "https://p16.tiktokcdn.com/twin.jpeg", "follower_count": 210, "following_count": 12, "likes_count": 900,
	})})
}

// fields reads what is asked for, which has to be said and known.
func (t *Twin) fields(r *http.Request, known func(string) bool) ([]string, bool) {
	fields := strings.Split(r.URL.Query().Get("fields"), ",")
	for _, f := range fields {
		if !known(f) {
			t.blame("%s knows no field %q", r.URL.Path, f)
			return nil, false
		}
	}
	return fields, true
}

func only(fields []string, all map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		if v, ok := all[f]; ok {
			out[f] = v
		}
	}
	return out
}
