package youtubetest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// ask makes one call as a client of nobody's making would.
func ask(t *testing.T, far *Twin, method, path, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, far.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+FirstAccess)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp, string(b)
}

const resource = `{"snippet":{"title":"T","description":"","tags":[],"categoryId":"22"},"status":{"privacyStatus":"private"}}`

// begun opens an upload of so many bytes and says where it is sent.
func begun(t *testing.T, far *Twin, size string) string {
	t.Helper()
	resp, body := ask(t, far, "POST", UploadPath+"?uploadType=resumable&part=snippet&part=status", resource,
		"Content-Type", "application/json; charset=UTF-8", "X-Upload-Content-Length", size, "X-Upload-Content-Type", "video/mp4", "Slug", "key.mp4")
	if resp.StatusCode != 200 {
		t.Fatalf("%d %s, %v", resp.StatusCode, body, far.Wrong())
	}
	return strings.TrimPrefix(resp.Header.Get("Location"), far.URL())
}

func TestTheTraceOfTheGuide(t *testing.T) {
	far := New()
	defer far.Close()
	at := begun(t, far, "614400")
	piece := strings.Repeat("x", step)
	for _, c := range []struct {
		span, body string
		code       int
		kept       string
	}{
		{"bytes */614400", "", 308, ""},
		{"bytes 0-262143/614400", piece, 308, "bytes=0-262143"},
		{"bytes 524288-614399/614400", piece[:90112], 308, "bytes=0-262143"}, // a gap
		{"bytes 0-524287/614400", piece + piece, 308, "bytes=0-524287"},      // an overlap
		{"bytes 524288-614399/614400", piece[:90112], 201, ""},               // the end
		{"bytes */614400", "", 200, ""},                                      // a question after it
		{"bytes 524288-614399/614400", piece[:90112], 200, ""},               // the end again
	} {
		resp, body := ask(t, far, "PUT", at, c.body, "Content-Range", c.span)
		if resp.StatusCode != c.code || resp.Header.Get("Range") != c.kept {
			t.Errorf("%s: %d %q %s", c.span, resp.StatusCode, resp.Header.Get("Range"), body)
		}
	}
	if v := far.Videos(); len(v) != 1 || v[0].Size != 614400 || v[0].FileName != "key.mp4" || len(far.Wrong()) != 0 {
		t.Errorf("%+v, wrong %v", v, far.Wrong())
	}
	if n := len(far.Posts()); n != 0 {
		t.Errorf("%d public", n)
	}
}

func TestWhatNoDocumentationKnowsIsNoted(t *testing.T) {
	for name, wrong := range map[string]func(far *Twin){
		"a path":       func(far *Twin) { ask(t, far, "GET", "/youtube/v3/products", "") },
		"a query":      func(far *Twin) { ask(t, far, "GET", VideosPath+"?part=id&id=x&mine=true", "") },
		"a part":       func(far *Twin) { ask(t, far, "GET", VideosPath+"?part=products&id=x", "") },
		"another size": func(far *Twin) { ask(t, far, "PUT", begun(t, far, "100"), "", "Content-Range", "bytes */99") },
		"odd pieces":   func(far *Twin) { ask(t, far, "PUT", begun(t, far, "100"), "x", "Content-Range", "bytes 0-0/100") },
		"public": func(far *Twin) {
			ask(t, far, "POST", UploadPath+"?uploadType=resumable&part=snippet,status", strings.Replace(resource, "private", "public", 1),
				"Content-Type", "application/json; charset=UTF-8", "X-Upload-Content-Length", "9", "X-Upload-Content-Type", "video/mp4")
		},
		"leave": func(far *Twin) {
			far.Leave(scopeRoot + "youtube.upload")
			ask(t, far, "GET", ChannelsPath+"?part=id&mine=true", "")
		},
		"too soon": func(far *Twin) {
			far.Turn(func(k *Knobs) { k.Processing = 3 })
			ask(t, far, "PUT", begun(t, far, "1"), "x", "Content-Range", "bytes 0-0/1")
			ask(t, far, "POST", CoverPath+"?uploadType=media&videoId=video-00001", "\xff\xd8\xff", "Content-Type", "image/jpeg")
		},
	} {
		far := New()
		wrong(far)
		if len(far.Wrong()) != 1 {
			t.Errorf("%s: noted %q", name, far.Wrong())
		}
		far.Close()
	}
}

func TestADayOfQuota(t *testing.T) {
	far := New()
	defer far.Close()
	far.Clock.Set(time.Date(2026, 11, 27, 7, 59, 0, 0, time.UTC)) // a minute before midnight in Los Angeles
	far.SpendElsewhere(Spent{Inserts: 99, Units: 9999})
	begun(t, far, "1")
	refused := func(how string) {
		t.Helper()
		if resp, body := ask(t, far, "GET", ChannelsPath+"?part=id&mine=true", ""); (resp.StatusCode == 403) != (how == "refused") || how == "refused" && !strings.Contains(body, "quotaExceeded") {
			t.Errorf("%d %s", resp.StatusCode, body)
		}
	}
	refused("not")
	refused("refused")
	if got := far.Spent(); got != (Spent{Inserts: 1, Units: 1}) || len(far.Wrong()) != 0 {
		t.Errorf("%+v, wrong %v", got, far.Wrong())
	}
	far.Clock.Pass(time.Minute)
	refused("not")
	// Who spends the whole day alone could have known.
	for range UnitsADay / 50 {
		ask(t, far, "PUT", VideosPath+"?part=status", `{"id":"none","status":{"privacyStatus":"private"}}`)
	}
	if got := far.Spent().Units; got != UnitsADay-49 || len(far.Wrong()) != 1 {
		t.Errorf("%d units, wrong %v", got, far.Wrong())
	}
}

func TestALoginIsDoneByTheRules(t *testing.T) {
	far := New()
	defer far.Close()
	good := url.Values{"client_id": {ClientID}, "redirect_uri": {"http://127.0.0.1:9/cb"}, "response_type": {"code"}, "scope": {scopeRoot + "youtube.upload"},
		"state": {"s"}, "code_challenge": {strings.Repeat("a", 43)}, "code_challenge_method": {"S256"}}
	if resp, _ := ask(t, far, "GET", AuthorizePath+"?"+good.Encode(), ""); resp.StatusCode != 302 || !strings.HasPrefix(resp.Header.Get("Location"), "http://127.0.0.1:9/cb?code=") {
		t.Fatalf("%d %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	for name, bad := range map[string]string{"client_id": "other", "redirect_uri": "http://evil.example:80/", "response_type": "token", "scope": "everything", "state": "", "code_challenge": "short"} {
		q := url.Values{}
		for k, v := range good {
			q[k] = v
		}
		q.Set(name, bad)
		before := len(far.Wrong())
		if resp, _ := ask(t, far, "GET", AuthorizePath+"?"+q.Encode(), ""); resp.StatusCode != 400 || len(far.Wrong()) != before+1 {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
}

func TestALookAtTheClock(t *testing.T) {
	far := New()
	defer far.Close()
	far.Turn(func(k *Knobs) { k.SessionLife = time.Hour })
	at := begun(t, far, "1")
	far.Clock.Pass(time.Hour)
	if resp, _ := ask(t, far, "PUT", at, "", "Content-Range", "bytes */1"); resp.StatusCode != 404 {
		t.Errorf("a session after its end: %d", resp.StatusCode)
	}
	far.ExpireTokens()
	if resp, _ := ask(t, far, "PUT", at, "", "Content-Range", "bytes */1"); resp.StatusCode != 401 {
		t.Errorf("a token after its end: %d", resp.StatusCode)
	}
}
