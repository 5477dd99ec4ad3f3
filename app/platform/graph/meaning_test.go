package graph

import (
	"testing"

	"taglane/app/taglane"
)

func TestNumbersAreReadAsNumbers(t *testing.T) {
	for _, c := range []struct {
		code, subcode int
		transient     bool
		want          Meaning
		kind          taglane.Kind
		plain         bool
	}{
		{4, 0, false, Busy, taglane.Later, true},
		{4, 2207051, false, Blocked, taglane.Refused, false}, // seen with the post live
		{9007, 2207027, false, Unready, taglane.Later, true},
		{24, 2207006, false, Gone, taglane.NotFound, false},
		{190, 463, false, LoggedOut, taglane.Login, true},
		{190, 458, false, Removed, taglane.Login, true},
		{102, 458, false, LoggedOut, taglane.Login, true}, // a subcode of another code
		{100, 33, false, Gone, taglane.NotFound, false},
		{1, 33, false, Trouble, taglane.Later, false},
		{205, 0, false, Lacking, taglane.Login, true},
		{368, 0, false, Restricted, taglane.Refused, true},
		{368, 0, true, Trouble, taglane.Later, false},
		{1900, 0, false, Unknown, "", false},
		{490, 190, false, Unknown, "", false},
	} {
		r := Fault{Code: c.code, Subcode: c.subcode, Transient: c.transient}.Read()
		if r.Meaning != c.want || r.Kind != c.kind || r.Plain != c.plain {
			t.Errorf("%d/%d: %+v", c.code, c.subcode, r)
		}
	}
	if r, ok := ReadMinor(2207082); !ok || r.Kind != taglane.Later {
		t.Errorf("%+v", r)
	}
	if _, ok := ReadMinor(190); ok {
		t.Error("a code is taken for a subcode")
	}
}

func TestWhatIsNoFault(t *testing.T) {
	for body, want := range map[string][2]bool{
		`<html>`: {}, `{"data":[]}`: {},
		`{"error":{"code":1}}`:               {true, false},
		`{"debug_info":{"retriable":false}}`: {false, true},
	} {
		if f, up := ReadFault([]byte(body)); (f != nil) != want[0] || (up != nil) != want[1] {
			t.Errorf("%s: %v, %v", body, f, up)
		}
	}
}
