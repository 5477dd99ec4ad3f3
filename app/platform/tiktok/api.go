package tiktok

import (
	"encoding/json"
	"net/http"

	"taglane/app/taglane"
)

// envelope is around every answer of the data endpoints.
type envelope[T any] struct {
	Data T `json:"data"`
}

// fault is the envelope's other half; code "ok" is none.
type fault struct {
	Error struct {
		Code  string `json:"code"`
		LogID string `json:"log_id"`
	} `json:"error"`
}

// creator is what an account may do right now. It is asked for anew each time.
type creator struct {
	Username        string   `json:"creator_username"`
	Nickname        string   `json:"creator_nickname"`
	Privacy         []string `json:"privacy_level_options"`
	CommentDisabled bool     `json:"comment_disabled"`
	DuetDisabled    bool     `json:"duet_disabled"`
	StitchDisabled  bool     `json:"stitch_disabled"`
	Longest         int64    `json:"max_video_post_duration_sec"`
}

// postInfo goes with a direct post only.
type postInfo struct {
	Privacy        string `json:"privacy_level"`
	Title          string `json:"title"`
	DisableDuet    bool   `json:"disable_duet"`
	DisableStitch  bool   `json:"disable_stitch"`
	DisableComment bool   `json:"disable_comment"`
	Cover          *int32 `json:"video_cover_timestamp_ms,omitempty"` // nil: the first frame
	BrandContent   bool   `json:"brand_content_toggle"`
	BrandOrganic   bool   `json:"brand_organic_toggle"`
	AI             bool   `json:"is_aigc"`
}

type sourceInfo struct {
	Source string `json:"source"`
	Size   int64  `json:"video_size"`
	Chunk  int64  `json:"chunk_size"`
	Count  int64  `json:"total_chunk_count"`
}

type initBody struct {
	Post   *postInfo  `json:"post_info,omitempty"`
	Source sourceInfo `json:"source_info"`
}

type initData struct {
	PublishID string `json:"publish_id"`
	UploadURL string `json:"upload_url"`
}

// statusData is how far a publish_id got. The spelling of Posts is TikTok's;
// its numbers are larger than a float can hold.
type statusData struct {
	Status   string        `json:"status"`
	Reason   string        `json:"fail_reason"`
	Posts    []json.Number `json:"publicaly_available_post_id"`
	Uploaded int64         `json:"uploaded_bytes"`
}

// inEnvelope finds an error that is told with a status of 200.
func inEnvelope(body []byte) error { return explain(http.StatusOK, nil, body) }

// explain turns an error code into what can be done about it; nil leaves it to
// the status.
func explain(status int, _ http.Header, body []byte) error {
	return codeError(codeOf(body))
}

func codeOf(body []byte) string {
	var f fault
	if json.Unmarshal(body, &f) != nil {
		return ""
	}
	return f.Error.Code
}

// codeError is what an error code means; nil of "ok" and of codes nobody told us.
func codeError(code string) error {
	switch code {
	case "invalid_param", "invalid_params":
		return taglane.Errorf(taglane.Invalid, "%s does not accept what was sent.", title)
	case "url_ownership_unverified": // only of fetched clips, which we never ask for
		return taglane.Errorf(taglane.Internal, "%s does not accept what was sent.", title)
	case "app_version_check_failed":
		return taglane.Errorf(taglane.Refused, "Update the TikTok app on your phone first.")
	case "privacy_level_option_mismatch":
		return taglane.Errorf(taglane.Invalid, "TikTok does not offer this audience to your account.")
	case "unaudited_client_can_only_post_to_private_accounts":
		return taglane.Refuse(taglane.Refused, saidUnaudited())
	case "spam_risk_too_many_posts":
		return taglane.Refuse(taglane.Later, saidTooMany())
	case "spam_risk_too_many_pending_share":
		return taglane.Refuse(taglane.Later, saidInboxFull())
	case "spam_risk_user_banned_from_posting":
		return taglane.Refuse(taglane.Refused, saidBanned())
	case "reached_active_user_cap":
		return taglane.Errorf(taglane.Later, "Too many people posted with this app today, so TikTok asks you to wait.")
	case "access_token_invalid":
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", title)
	case "scope_not_authorized", "scope_permission_missed":
		return taglane.Refuse(taglane.Login, saidScope())
	case "rate_limit_exceeded":
		return taglane.Errorf(taglane.Later, "%s wants fewer calls for a while.", title)
	case "internal_error":
		return taglane.Errorf(taglane.Later, "%s has trouble of its own right now.", title)
	case "invalid_publish_id":
		return taglane.Errorf(taglane.NotFound, "%s does not know this any longer.", title)
	case "token_not_authorized_for_specified_publish_id":
		return taglane.Errorf(taglane.Login, "This upload belongs to another TikTok account.")
	}
	return nil
}

// again says whether a publish_id failed for a reason that a new upload does
// not have: then only this one is dead.
func again(reason string) bool { return reason == "internal" || reason == "spam_risk_too_many_posts" }

// failure is a plain no of the publish_id itself: it will never become public,
// and neither will another upload of the same clip without a person.
func failure(reason string) error {
	var said taglane.Said
	switch reason {
	case "file_format_check_failed":
		said = taglane.Say("TikTok did not take the clip: its file format does not fit.")
	case "duration_check_failed":
		said = taglane.Say("TikTok did not take the clip: its length does not fit.")
	case "frame_rate_check_failed":
		said = taglane.Say("TikTok did not take the clip: its frame rate does not fit.")
	case "picture_size_check_failed":
		said = taglane.Say("TikTok did not take the clip: its picture size does not fit.")
	case "publish_cancelled":
		said = taglane.Say("The post was canceled in TikTok.")
	case "auth_removed":
		said = taglane.Say("TikTok posted nothing, because its permission was taken back; log in and publish again.")
	case "spam_risk_user_banned_from_posting":
		said = saidBanned()
	case "spam_risk", "spam_risk_text":
		said = taglane.Say("TikTok took the clip or its text for spam and posted nothing.")
	default: // video_pull_failed and photo_pull_failed are of clips it fetched
		said = taglane.Say("TikTok did not post the clip.")
	}
	return taglane.Refuse(taglane.Refused, said)
}

func saidUnaudited() taglane.Said {
	return taglane.Say("An app that TikTok has not audited can post only for yourself, and only while the TikTok account itself is private.")
}

func saidTooMany() taglane.Said {
	return taglane.Say("TikTok takes about 15 posts a day of one account; the next has to wait.")
}

func saidInboxFull() taglane.Said {
	return taglane.Say("Five clips are waiting in your TikTok inbox; post or delete some of them first.")
}

func saidBanned() taglane.Said { return taglane.Say("TikTok has banned this account from posting.") }

func saidScope() taglane.Said {
	return taglane.Say("TikTok wants one more permission of yours; log in again.")
}
