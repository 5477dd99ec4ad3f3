package graphtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// AccountOf is an account of a service that goes here, with further settings as
// key, value, key, value.
func (m *Meta) AccountOf(service, name string, set map[string]string, settings []string) taglane.Account {
	if m.Apart {
		set["upload_base_url"] = m.Other()
	}
	for i := 0; i+1 < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	return taglane.Account{ID: "a", Service: service, Name: name, BaseURL: m.Base(), Settings: set}
}

// SecretOf is a living login of the person's app, with what a service adds.
func (m *Meta) SecretOf(more map[string]string) json.RawMessage {
	all := map[string]any{"app_id": AppID, "app_secret": AppSecret, "access_token": UserToken, "expiry": m.Clock.Now().AddDate(0, 0, 60)}
	for k, v := range more {
		all[k] = v
	}
	b, _ := json.Marshal(all)
	return b
}

// Secrets are what no log may show: all tokens that were given out, the Pages'
// own among them.
func (m *Meta) Secrets() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := []string{AppSecret}
	for t := range m.tokens {
		out = append(out, t, Sign(AppSecret, t))
	}
	for _, p := range m.Pages {
		out = append(out, p.Token, Sign(AppSecret, p.Token))
	}
	return out
}

// Posts are what is public, in order, each as often as it was published.
func (m *Meta) Posts() []twin.Post {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.posts)
}

// Publish makes an upload public; under the lock.
func (m *Meta) Publish(id string, of *Upload) {
	m.posts = append(m.posts, twin.Post{ID: id, SHA256: of.Sum(), At: m.Clock.Now()})
}

// Published is how many posts were made here in the last 24 hours; under the lock.
func (m *Meta) Published() int {
	at := []time.Time{}
	for _, p := range m.posts {
		at = append(at, p.At)
	}
	return m.Today(at)
}

// Today is how many of some moments lie in the last 24 hours.
func (m *Meta) Today(at []time.Time) (n int) {
	for _, a := range at {
		if m.Clock.Now().Sub(a) < 24*time.Hour {
			n++
		}
	}
	return n
}

// Ask is a request with a token and its proof, and what is said to it: for
// tests of a stand-in itself.
func (m *Meta) Ask(method, path, token string, v url.Values) (string, error) {
	v.Set("access_token", token)
	v.Set("appsecret_proof", Sign(AppSecret, token))
	r, err := http.NewRequest(method, m.Base()+"/"+Version+path+"?"+v.Encode(), nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}
