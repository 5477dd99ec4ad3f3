package forged_test

import (
	"testing"

	"taglane/app/forged"
)

func TestAWeakPolicyIsFoundOut(t *testing.T) {
	const strict = "default-src 'none'; base-uri 'none'; form-action 'none'; "
	for policy, good := range map[string]bool{
		strict + "script-src 'self'; img-src 'self' data: blob: http://127.0.0.1:4711":        true,
		strict + "script-src 'sha256-aGVsbG8='; style-src 'sha256-aGVsbG8='; media-src blob:": true,
		"": false,
		"default-src 'self'; base-uri 'none'; form-action 'none'": false,
		"default-src 'none'; form-action 'none'":                  false,
		"default-src 'none'; base-uri 'none'":                     false,
		strict + "script-src 'self' 'unsafe-inline'":              false,
		strict + "script-src 'unsafe-eval'":                       false,
		strict + "script-src 'unsafe-hashes'":                     false,
		strict + "script-src blob:":                               false,
		strict + "script-src data:":                               false,
		strict + "script-src https:":                              false,
		strict + "script-src *":                                   false,
		strict + "script-src 'nonce-1'":                           false, // a nonce that stays the same is none
		strict + "script-src http://127.0.0.1:4711":               false,
		strict + "img-src https:":                                 false,
		strict + "img-src http://127.0.0.1:*":                     false,
		strict + "connect-src *":                                  false,
		strict + "object-src 'self'":                              false,
		strict + "frame-src 'self'":                               false,
		strict + "style-src 'unsafe-inline'":                      false,
		strict + "trusted-types *":                                false,
		strict + "script-src 'self'; script-src 'none'":           false,
	} {
		if weak := forged.Weak(policy); (len(weak) == 0) != good {
			t.Errorf("%q: %v", policy, weak)
		}
	}
}
