package graphtest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/taglane"
)

// Person allows everything at once, and takes one of several by its place.
type Person struct {
	Takes  int
	Asked  []string // names there were to choose from
	Scopes string   // that were asked for

	left string // where the browser was left
}

// Show follows an address as a browser does, and waits at one that another
// computer answers: from there it is copied.
func (p *Person) Show(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	p.Scopes = u.Query().Get("scope")
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := stay.Get(address)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	p.left = resp.Header.Get("Location")
	if !strings.HasPrefix(p.left, "http://localhost:") {
		return nil
	}
	if resp, err = stay.Get(p.left); err == nil {
		err = resp.Body.Close()
	}
	return err
}

// Paste is where the browser was left.
func (p *Person) Paste(context.Context) (string, error) {
	if p.left == "" {
		return "", errors.New("there is nothing to copy")
	}
	return p.left, nil
}

// Choose takes one of them.
func (p *Person) Choose(_ context.Context, _ taglane.Said, names []string) (int, error) {
	p.Asked = names
	return p.Takes, nil
}

// Tell says it in English.
func (p *Person) Tell(said taglane.Said) string { return said.String() }
