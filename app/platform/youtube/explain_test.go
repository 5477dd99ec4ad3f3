package youtube

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

func TestEveryErrorOfYouTubeHasItsKind(t *testing.T) {
	noon := time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC) // noon in Los Angeles
	until := func(d time.Duration) time.Time { return noon.Add(d) }
	for _, c := range []struct {
		status int
		reason string
		kind   taglane.Kind
		until  time.Time
	}{
		{401, "youtubeSignupRequired", taglane.Login, time.Time{}},
		{403, "insufficientPermissions", taglane.Login, time.Time{}},
		{403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", taglane.Login, time.Time{}},
		{403, "accessNotConfigured", taglane.Login, time.Time{}},
		{403, "SERVICE_DISABLED", taglane.Login, time.Time{}},
		{403, "quotaExceeded", taglane.Later, until(12 * time.Hour)},
		{403, "dailyLimitExceeded", taglane.Later, until(12 * time.Hour)},
		{400, "uploadLimitExceeded", taglane.Later, until(24 * time.Hour)},
		{403, "rateLimitExceeded", taglane.Later, until(2 * time.Minute)},
		{429, "userRateLimitExceeded", taglane.Later, until(2 * time.Minute)},
		{429, "RESOURCE_EXHAUSTED", taglane.Later, until(2 * time.Minute)},
		{429, "uploadRateLimitExceeded", taglane.Later, until(time.Hour)},
		{400, "invalidTitle", taglane.Invalid, time.Time{}},
		{400, "invalidDescription", taglane.Invalid, time.Time{}},
		{400, "invalidTags", taglane.Invalid, time.Time{}},
		{400, "invalidCategoryId", taglane.Invalid, time.Time{}},
		{400, "invalidVideoMetadata", taglane.Invalid, time.Time{}},
		{400, "invalidPublishAt", taglane.Invalid, time.Time{}},
		{400, "invalidFilename", taglane.Invalid, time.Time{}},
		{400, "invalidRecordingDetails", taglane.Invalid, time.Time{}},
		{400, "invalidVideoGameRating", taglane.Invalid, time.Time{}},
		{400, "defaultLanguageNotSet", taglane.Invalid, time.Time{}},
		{400, "mediaBodyRequired", taglane.Invalid, time.Time{}},
		{403, "forbidden", taglane.Refused, time.Time{}},
		{403, "forbiddenPrivacySetting", taglane.Refused, time.Time{}},
		{403, "forbiddenLicenseSetting", taglane.Refused, time.Time{}},
		{403, "forbiddenEmbedSetting", taglane.Refused, time.Time{}},
		{404, "videoNotFound", taglane.NotFound, time.Time{}},
		{400, "somethingNew", taglane.Refused, time.Time{}},
		{403, "<b>markup</b>", taglane.Refused, time.Time{}},
	} {
		h := http.Header{"Date": {noon.Format(http.TimeFormat)}}
		for _, body := range []string{
			`{"error":{"code":%d,"message":"<a>%s</a>","errors":[{"reason":%[2]q}]}}`,
			`{"error":{"code":%d,"message":"<a>%s</a>","details":[{"reason":%[2]q}]}}`,
			`{"error":{"code":%d,"message":"<a>%s</a>","status":%[2]q}}`,
		} {
			err := explain(c.status, h, fmt.Appendf(nil, body, c.status, c.reason))
			e, ok := err.(*taglane.Error)
			if !ok || e.Kind != c.kind || !e.Until.Equal(c.until) || containsMarkup(e.Message) {
				t.Errorf("%d %s is told as %+v", c.status, c.reason, err)
			}
		}
	}
	// The rest is told by its status alone.
	for _, status := range []int{401, 404, 408, 410, 500, 502, 503, 504} {
		if err := explain(status, nil, []byte(`{"error":{"errors":[{"reason":"backendError"}]}}`)); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
	if err := explain(400, nil, []byte("<html>")); err != nil {
		t.Error(err)
	}
}

func containsMarkup(text string) bool {
	for _, r := range text {
		if r == '<' || r == '>' {
			return true
		}
	}
	return false
}

func TestAWaitWithoutATimeIsLeftToTheCaller(t *testing.T) {
	err := byReason("quotaExceeded", nil, time.Time{})
	if e := err.(*taglane.Error); !e.Until.IsZero() {
		t.Errorf("until %v, though nobody said what time it is", e.Until)
	}
}

func TestQuotaIsNotStormedAgainst(t *testing.T) {
	for reason, code := range map[string]int{"quotaExceeded": 403, "uploadLimitExceeded": 400} {
		tr := begin(t, 1000)
		tr.Instead(begins, 1, youtubetest.No(code, "youtube.quota", reason))
		_, err := tr.s.Open(t.Context(), tr.p.Key, tr.p)
		kind(t, err, taglane.Later)
		if e := err.(*taglane.Error); e.Until.IsZero() {
			t.Errorf("%s: until when is not said", reason)
		}
		n := 0
		for _, r := range tr.requests() {
			if r == "POST "+uploadPath {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: asked %d times", reason, n)
		}
	}
}
