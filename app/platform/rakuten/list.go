package rakuten

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// meta is what a list in JSON says of itself.
type meta struct {
	Page  loosely `json:"page"`
	Total loosely `json:"total"`
	Links struct {
		Next string `json:"next"`
	} `json:"_links"`
}

// place is where a page of a list begins: what is asked beside the list's own
// question, and how many rows came before it.
type place struct {
	more url.Values // with the page; empty for the first
	seen int
}

// placeOf reads a place as it was handed out; "" is the first.
func placeOf(text string) (place, error) {
	if text == "" {
		return place{}, nil
	}
	wrong := taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
	seen, query, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(seen)
	q, other := url.ParseQuery(query)
	if err != nil || other != nil || n < 0 {
		return place{}, wrong
	}
	if _, err := strconv.Atoi(q.Get("page")); err != nil {
		return place{}, wrong
	}
	return place{q, n}, nil
}

func (p place) String() string {
	if len(p.more) == 0 {
		return ""
	}
	return strconv.Itoa(p.seen) + " " + p.more.Encode()
}

// list is one page of a list in JSON, and where the next one is.
type list[T any] struct {
	rows []T
	next place // without more: there is none
	at   time.Time
}

// ask asks for a page of a list. The first is asked for without a number, since
// lists begin to count at different ones.
func ask[T any](ctx context.Context, s *Service, path, field string, q url.Values, from place) (list[T], error) {
	all := maps.Clone(q)
	maps.Copy(all, from.more)
	a, err := s.get(ctx, path, path, all, asJSON)
	if err != nil {
		return list[T]{}, notAList(err)
	}
	rows, m, err := readList[T](a.Body, field)
	if err != nil {
		return list[T]{}, s.headed(err, a)
	}
	next, err := from.after(len(rows), m, q.Get("limit"))
	return list[T]{rows, next, s.when(a)}, err
}

// every reads a list to its end.
func every[T any](ctx context.Context, s *Service, path, field string, q url.Values, each func(T)) error {
	from := place{}
	for range pack.Limits.PagesMost {
		got, err := ask[T](ctx, s, path, field, q, from)
		if err != nil {
			return err
		}
		for _, r := range got.rows {
			each(r)
		}
		if from = got.next; len(from.more) == 0 {
			return nil
		}
	}
	return unreadable("%s has no end", path)
}

// readList takes a page out of an answer: the rows stand under the list's name,
// or under "data", each by itself or in a page of its own.
func readList[T any](body []byte, field string) (rows []T, m meta, err error) {
	var top map[string]json.RawMessage
	if json.Unmarshal(body, &top) != nil {
		return nil, m, unreadable("no JSON object of %d bytes", len(body))
	}
	if about := top["_metadata"]; about != nil && json.Unmarshal(about, &m) != nil {
		return nil, m, unreadable("what a list says of itself")
	}
	if got, err := rowsOf[T](top[field]); err != nil || got != nil {
		return got, m, err
	}
	parts, err := rowsOf[json.RawMessage](top["data"])
	if err != nil || parts == nil {
		return nil, m, unreadable("no list of %s", field)
	}
	rows = []T{}
	for _, part := range parts {
		var page map[string]json.RawMessage
		if json.Unmarshal(part, &page) != nil || page[field] == nil {
			var r T
			if page == nil || json.Unmarshal(part, &r) != nil {
				return nil, m, unreadable("a row of %s", field)
			}
			rows = append(rows, r)
			continue
		}
		got, err := rowsOf[T](page[field])
		if err != nil || got == nil {
			return nil, m, unreadable("no list of %s", field)
		}
		if about := page["_metadata"]; about != nil && json.Unmarshal(about, &m) != nil {
			return nil, m, unreadable("what a list says of itself")
		}
		rows = append(rows, got...)
	}
	return rows, m, nil
}

// rowsOf reads a list; nil where there is none.
func rowsOf[T any](raw json.RawMessage) (rows []T, err error) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil, nil
	}
	if json.Unmarshal(raw, &rows) != nil {
		return nil, unreadable("a list that is none")
	}
	return rows, nil
}

// after is where the page after one of n rows begins. A link to it that is
// malformed is not followed; then the number counts up.
func (p place) after(n int, m meta, limit string) (next place, err error) {
	total, told := strconv.Atoi(string(m.Total))
	seen := p.seen + n
	link := m.Links.Next
	switch {
	case n == 0 && (told == nil && p.seen < total || told != nil && link != ""):
		return place{}, unreadable("an empty page after %d of %q", p.seen, m.Total)
	case n == 0 || link == "" && !p.full(n, m, limit):
		return place{}, nil
	}
	number, err := strconv.Atoi(string(m.Page))
	if err != nil {
		number, err = strconv.Atoi(p.more.Get("page"))
	}
	if err != nil {
		number = 1
	}
	_, query, well := strings.Cut(link, "?")
	q, err := url.ParseQuery(query)
	to, other := strconv.Atoi(q.Get("page"))
	if !well || err != nil || other != nil {
		return place{url.Values{"page": {strconv.Itoa(number + 1)}}, seen}, nil
	}
	if to <= number || q.Get("page") == p.more.Get("page") {
		return place{}, unreadable("page %d follows page %d", to, number)
	}
	return place{q, seen}, nil
}

// full says whether a page is full that says nothing of itself, so that there
// may be another.
func (p place) full(n int, m meta, limit string) bool {
	return m.Page == "" && m.Total == "" && strconv.Itoa(n) == limit
}
