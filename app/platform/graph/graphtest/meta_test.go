package graphtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The checker is worth what it catches.
func TestTheContractSeesWhatIsWrong(t *testing.T) {
	c := ReadContract()
	for _, w := range []struct{ method, path, sent, want string }{
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=start", ""},
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=start&video_id=1", "may not carry video_id"},
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=finish&video_id=1", "needs video_state"},
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=finish&video_id=1&video_state=LIVE", "cannot be LIVE"},
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=finish&video_id=1&video_state=SCHEDULED", "go together"},
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=START", "small letters"},
		{"POST", "/{version}/{page-id}/video_reels", "upload_phase=start&colour=red", "may not carry colour"},
		{"GET", "/{version}/{video-id}", "fields=status,published", ""},
		{"GET", "/{version}/{video-id}", "fields=status,mood", "has no mood"},
		{"GET", "/{version}/{video-id}", "", "needs fields"},
		{"GET", "/{version}/me/accounts", "fields=id,name", "cannot be id,name"},
		{"GET", "/{version}/{business-id}/owned_pages", "fields=id,instagram_business_account{id,secret}", "has no secret"},
		{"DELETE", "/{version}/{ig-media-id}", "", "no such request"},
		{"GET", "/{version}/oauth/access_token", "grant_type=fb_exchange_token&client_id=1&client_secret=2", "needs"},
		{"GET", "/{version}/{ig-user-id}", "metadata=1", "may not carry metadata"},
		{"POST", "/{version}/{ig-user-id}/media_publish", "", "needs creation_id"},
		{"POST", "/{version}/{ig-user-id}/media", "media_type=VIDEO&upload_type=resumable", "cannot be VIDEO"},
		{"POST", "/{version}/{ig-user-id}/media", "media_type=REELS&upload_type=resumable&video_url=x", "may not carry video_url"},
		{"POST", "/{version}/{ig-user-id}/media", "media_type=REELS&upload_type=resumable&is_paid_partnership=true", ""},
		{"POST", "/{version}/{ig-user-id}/media", "media_type=REELS&upload_type=resumable&is_paid_partnership=yes", "neither true nor false"},
		{"POST", "/{version}/{ig-media-id}/product_tags", `updated_tags=[{"product_id":"1","x":0.5}]`, "may not carry x"},
		{"POST", "/{version}/{ig-media-id}/product_tags", `updated_tags=[{"product_id":"1"},{"product_id":"1"}]`, "one thing twice"},
		{"GET", "/{version}/{ig-media-id}/insights", "metric=plays", "cannot be plays"},
		{"GET", "/{version}/{ig-container-id}", "fields=status_code,caption", "no caption"},
		{"POST", "/video-upload/{version}/{video-id}", "", "header offset is missing"},
	} {
		sent, err := url.ParseQuery(w.sent)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(c.Breaches(w.method, w.path, http.Header{"Authorization": {"OAuth x"}}, sent), "; ")
		if w.want == "" && got != "" || !strings.Contains(got, w.want) {
			t.Errorf("%s %s with %s: %q, want %q", w.method, w.path, w.sent, got, w.want)
		}
	}
}

// What comes late of one stream never lands inside another's.
func TestTwoStreamsOfOneUploadNeverMix(t *testing.T) {
	m := New()
	defer m.Close()
	m.Uploads["7"] = &Upload{}
	if !m.keep("7", 0, []byte("abc")) || m.keep("7", 0, []byte("abc")) || !m.keep("7", 3, []byte("def")) {
		t.Error("bytes are not kept at their own place")
	}
	if got := string(m.Uploads["7"].Bytes); got != "abcdef" {
		t.Errorf("the clip is %q", got)
	}
}

func TestTheProofIsAsMetaWantsIt(t *testing.T) {
	if got := Sign("app_secret", "token"); got != "059a4ea9403818b051f7309a311095ac009e10fdbaeafbc3ea4d066fab212e18" {
		t.Error(got)
	}
}
