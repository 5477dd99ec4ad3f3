package secrets

import (
	"testing"

	"taglane/app/taglane"
)

// Where somebody has to choose nothing is made, and nothing is remembered in
// silence; what is chosen then is as if it had been preferred from the start.
func TestAFirmVaultWaitsForAChoice(t *testing.T) {
	for name, mood := range map[string]string{"none": "gone", "silent": "fails", "for readers only": "denies", "working": ""} {
		dir, r := t.TempDir(), newRing(t)
		r.set(mood)
		o := options(dir, r)
		if mood == "gone" {
			o.Keyring = nil
		}
		o.Firm = true
		if usable := Usable(o.Keyring, o.Library); usable != (mood == "" || mood == "denies") {
			t.Errorf("%s: usable is %v", name, usable)
		}
		if len(r.keys) != 0 {
			t.Errorf("%s: whoever looks leaves a key there", name)
		}
		if mood == "" {
			held(t, opening(t, o), ByKeyring, false)
			continue
		}
		_, err := Open(o)
		isKind(t, err, taglane.Login)
		if left := files(t, dir); len(left) != 0 {
			t.Errorf("%s: left %q", name, left)
		}
		held(t, opening(t, o.preferring(Memory)), Memory, false)
		v := opening(t, o.answering("open sesame"))
		held(t, v, ByPassphrase, false)
		held(t, again(t, v, o), ByPassphrase, true) // one that is there opens locked, as ever
	}
}
