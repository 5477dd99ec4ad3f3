package wares

import (
	"bytes"
	"encoding/json"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Resume reads where a report of a service stands, as Page wrote it; begins says
// that nothing was kept, so that it begins. Invalid: it is no place that holds.
func Resume[C any](kept json.RawMessage, service string, holds func(C) bool) (at C, begins bool, err error) {
	if kept = bytes.TrimSpace(kept); len(kept) == 0 || bytes.Equal(kept, []byte("null")) {
		return at, true, nil
	}
	if json.Unmarshal(kept, &at) != nil || !holds(at) {
		return at, false, taglane.Errorf(taglane.Invalid, "It is not known how far the report of %s was read.", service)
	}
	return at, false, nil
}

// Page is a page of a service's report together with where it stands after it;
// more says that there is another. Internal: that cannot be written down.
func Page(rows []taglane.Earning, at any, more bool, service string) (platform.Earnings, error) {
	cursor, err := json.Marshal(at)
	if err != nil {
		return platform.Earnings{}, taglane.Wrap(err, taglane.Internal, "Where the report of %s stands cannot be kept.", service)
	}
	return platform.Earnings{Rows: rows, Cursor: cursor, More: more}, nil
}
