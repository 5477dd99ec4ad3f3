package graph

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Standing is how a login stands.
type Standing struct {
	Valid   bool
	Scopes  []string
	Expires time.Time // zero: not by time
	Data    time.Time // when the person has to be asked again for what stands behind it; zero: unknown
}

// Standing asks how a token stands, which takes the app's own word where its
// secret is known, and else the person's.
func (c *Client) Standing(ctx context.Context, s Secret, token string) (Standing, error) {
	if s.AppID != "" && s.AppSecret != "" {
		return c.debug(ctx, s, token)
	}
	var granted struct {
		Data []struct {
			Permission string `json:"permission"`
			Status     string `json:"status"`
		} `json:"data"`
	}
	st := Standing{Valid: true, Expires: s.Expiry}
	if s.AccessToken == "" {
		return st, nil // a Page's token has no permissions of its own
	}
	if _, err := c.Do(ctx, s.AccessToken, httpx.Call{Into: &granted}, "me", "permissions"); err != nil {
		return st, err
	}
	for _, g := range granted.Data {
		if g.Status == "granted" {
			st.Scopes = append(st.Scopes, g.Permission)
		}
	}
	return st, nil
}

func (c *Client) debug(ctx context.Context, s Secret, token string) (Standing, error) {
	var told struct {
		Data struct {
			Valid   bool     `json:"is_valid"`
			Scopes  []string `json:"scopes"`
			Expires int64    `json:"expires_at"`
			Data    int64    `json:"data_access_expires_at"`
		} `json:"data"`
	}
	c.HTTP.Secrets.Add(s.AppID + "|" + s.AppSecret)
	call := httpx.Call{Query: url.Values{"input_token": {token}}, Header: http.Header{"Authorization": {"Bearer " + s.AppID + "|" + s.AppSecret}}, Into: &told}
	call.URL = "/" + c.Where.Version + "/debug_token"
	a, err := c.HTTP.Do(ctx, call)
	c.Heard(a.Header)
	if err != nil {
		return Standing{}, err
	}
	st := Standing{Valid: told.Data.Valid, Scopes: told.Data.Scopes}
	if told.Data.Expires > 0 {
		st.Expires = time.Unix(told.Data.Expires, 0).UTC()
	}
	if told.Data.Data > 0 {
		st.Data = time.Unix(told.Data.Data, 0).UTC()
	}
	return st, nil
}

// Health is a standing as a person is told of it. wanted says what each scope
// is for.
func (st Standing) Health(service string, wanted []platform.Scope) (platform.Health, error) {
	if !st.Valid {
		return platform.Health{}, taglane.Errorf(taglane.Login, "%s asks you to log in again.", service)
	}
	h := platform.Health{Expires: st.Expires, Scopes: slices.Clone(wanted)}
	for i, s := range h.Scopes {
		h.Scopes[i].Granted = slices.Contains(st.Scopes, s.Name)
	}
	if !st.Data.IsZero() && (st.Expires.IsZero() || st.Data.Before(st.Expires)) {
		h.Expires = st.Data
	}
	return h, nil
}

// Revoke takes the person's leave of the whole app back, which ends every
// account of Meta's that was connected with it.
func (c *Client) Revoke(ctx context.Context, s Secret) error {
	if s.AccessToken == "" {
		return taglane.Errorf(taglane.Login, "The login of %s cannot be taken back from here: remove the app in your account's settings there.", c.HTTP.Service)
	}
	var done struct {
		Success *bool `json:"success"`
	}
	_, err := c.Do(ctx, s.AccessToken, httpx.Call{Method: http.MethodDelete, Into: &done}, "me", "permissions")
	if err == nil && (done.Success == nil || !*done.Success) {
		err = taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", c.HTTP.Service)
	}
	return err
}
