package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/cli"
	"taglane/app/studio"
)

// A terminal is asked for the passphrase, twice for a new one, and only where
// what is typed stays off the screen.
func TestATerminalIsAskedForThePassphrase(t *testing.T) {
	dir := t.TempDir()
	library, bin, secret := filepath.Join(dir, "library"), filepath.Join(dir, "bin"), filepath.Join(dir, "secret.json")
	seen := filepath.Join(dir, "seen")
	for path, text := range map[string]string{secret: `{"access_token":"x"}`, filepath.Join(bin, "stty"): "#!/bin/sh\necho \"$1\" >> " + seen + "\n"} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	run := func(typed string, args ...string) (int, string) {
		t.Helper()
		w := world()
		options := w.Options
		w.Options = func(string) (studio.Options, error) {
			o, err := options(library)
			o.Passphrase = nil
			return o, err
		}
		var out, told bytes.Buffer
		w.Tell, w.Stdin, w.Stdout, w.Stderr = true, strings.NewReader(typed), &out, &told
		code := cli.Run(t.Context(), w, args)
		return code, told.String()
	}
	add := []string{"accounts", "add", "memory", "--name", "Far", "--secret-file", secret}

	t.Setenv("PATH", dir) // without the means to hide what is typed
	if code, told := run("open sesame\nopen sesame\n", add...); code != 6 || strings.Contains(told, "Once more") {
		t.Errorf("typed in the open it ends with %d: %s", code, told)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH")+string(os.PathListSeparator)+"/bin")
	if code, told := run("open sesame\nopen wheat\n", add...); code != 5 || !strings.Contains(told, "not the same") {
		t.Errorf("two that differ end with %d: %s", code, told)
	}
	if code, told := run("open sesame\nopen sesame\n", add...); code != 0 || !strings.Contains(told, "Once more") {
		t.Errorf("a new one ends with %d: %s", code, told)
	}
	if code, told := run("open sesame\n", "accounts", "health", "Far"); code != 0 || strings.Contains(told, "Once more") {
		t.Errorf("the right one ends with %d: %s", code, told)
	}
	if code, told := run("open barley\n", "accounts", "health", "Far"); code != 6 {
		t.Errorf("a wrong one ends with %d: %s", code, told)
	}
	if code, told := run("", "accounts", "health", "Far"); code != 6 {
		t.Errorf("nobody there ends with %d: %s", code, told)
	}
	if modes, err := os.ReadFile(seen); err != nil || strings.Count(string(modes), "-echo\n") != 5 || strings.Count(string(modes), "echo\n") != 10 {
		t.Errorf("the terminal was set to %q (%v)", modes, err)
	}
}
