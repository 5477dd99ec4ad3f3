package facebook

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// Facebook's codes, as they arrive: with whatever status, and with numbers in
// their words that mean nothing.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		code, subcode int
		person        string
		kind          taglane.Kind
		says          string
	}{
		{1, 0, "", taglane.Later, "trouble of its own"},
		{2, 0, "", taglane.Later, "trouble of its own"},
		{1363047, 0, "", taglane.Later, "trouble of its own"},
		{1609010, 0, "", taglane.Later, "trouble of its own"},
		{4, 0, "", taglane.Later, "fewer calls"},
		{17, 0, "", taglane.Later, "fewer calls"},
		{32, 0, "", taglane.Later, "fewer calls"},
		{613, 0, "", taglane.Later, "fewer calls"},
		{80001, 0, "", taglane.Later, "fewer calls"},
		{80002, 0, "", taglane.Later, "fewer calls"},
		{4, 2207051, "The action is blocked", taglane.Refused, "does not allow this: The action is blocked."},
		{1390008, 0, "", taglane.Later, "posts too fast"},
		{1404078, 0, "", taglane.Login, "permission to publish"},
		{100, 1404078, "", taglane.Login, "permission to publish"},
		{4854002, 0, "", taglane.Login, "confirm who you are"},
		{190, 458, "", taglane.Login, "was removed"},
		{190, 459, "", taglane.Login, "answer its questions"},
		{190, 460, "", taglane.Login, "log in again"},
		{190, 463, "", taglane.Login, "log in again"},
		{190, 464, "", taglane.Login, "not confirmed"},
		{190, 467, "", taglane.Login, "log in again"},
		{102, 0, "", taglane.Login, "log in again"},
		{10, 0, "", taglane.Login, "pages_manage_posts"},
		{200, 0, "", taglane.Login, "pages_manage_posts"},
		{299, 0, "", taglane.Login, "pages_manage_posts"},
		{300, 0, "Nothing of that kind", taglane.Invalid, "Facebook says: Nothing of that kind."},
		{368, 0, "", taglane.Refused, "does not allow this Page"},
		{25, 2207050, "", taglane.Refused, "does not allow this Page"},
		{100, 33, "", taglane.NotFound, "does not know this"},
		{803, 0, "", taglane.NotFound, "does not know this"},
		{100, 0, "", taglane.Invalid, "does not accept"},
	} {
		w := set(t, nil)
		w.far.Fault("GET video", graphtest.Answer{Status: http.StatusBadRequest, Body: graphtest.Error(c.code, c.subcode, c.person)})
		_, err := w.s.Status(t.Context(), w.us)
		w.want(err, c.kind, c.says)
		if strings.Contains(taglane.MessageOf(err), "raw words") {
			t.Errorf("%d shows what is not meant for people: %v", c.code, err)
		}
		if !strings.Contains(err.Error(), "AbCdEf") {
			t.Errorf("%d: the log lacks the trace: %v", c.code, err)
		}
	}
}

func TestTransientIsLater(t *testing.T) {
	body := strings.Replace(graphtest.Error(99, 0, ""), `"is_transient":false`, `"is_transient":true`, 1)
	err := explain(http.StatusBadRequest, nil, []byte(body))
	if taglane.KindOf(err) != taglane.Later {
		t.Errorf("told as %v", err)
	}
	if err := explain(http.StatusBadGateway, nil, []byte("<html>")); err != nil {
		t.Errorf("what is not Facebook's is told as %v", err)
	}
}

func TestPausesAsLongAsTheHeaderSays(t *testing.T) {
	w := set(t, nil)
	w.far.Usage["X-Business-Use-Case-Usage"] = `{"1002":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7}]}`
	w.far.Fault("GET video", graphtest.Answer{Status: http.StatusBadRequest, Body: graphtest.Error(80001, 0, "")})
	_, err := w.s.Status(t.Context(), w.us)
	w.want(err, taglane.Later, "fewer calls")
	if e := platformtest.ErrorOf(err); !e.Until.Equal(w.far.Clock.Now().Add(7 * time.Minute)) {
		t.Errorf("until %v, want seven minutes after %v", e.Until, w.far.Clock.Now())
	}
}
