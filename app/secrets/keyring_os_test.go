package secrets

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// onBus runs one test of this binary again on a session bus of its own, after a
// line of shell.
func onBus(t *testing.T, test, before string) {
	t.Helper()
	for _, tool := range []string{"dbus-run-session", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("there is no " + tool + " here")
		}
	}
	home := t.TempDir()
	c := exec.Command("dbus-run-session", "--", "sh", "-c", before+`exec "$0" -test.run "^$1\$" -test.v`, os.Args[0], test)
	c.Env = append(os.Environ(), "TAGLANE_TEST_BUS=1", "HOME="+home, "XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_CONFIG_HOME="+home)
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Fatalf("%v\n%s", err, out)
	}
}

func onOwnBus() bool { return os.Getenv("TAGLANE_TEST_BUS") != "" }

func TestNoBusIsNoKeyring(t *testing.T) {
	if !onOwnBus() {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	}
	if busThere() {
		t.Skip("keyrings need no bus on this system")
	}
	o := options(t.TempDir(), nil).answering("open sesame")
	o.Keyring = SystemKeyring()
	held(t, opening(t, o), ByPassphrase, false)
}

// A bus on which nobody keeps secrets.
func TestABusWithoutAKeyring(t *testing.T) {
	if !onOwnBus() {
		onBus(t, t.Name(), "")
		return
	}
	o := options(t.TempDir(), nil).answering("open sesame")
	o.Keyring = SystemKeyring()
	held(t, opening(t, o), ByPassphrase, false)
}

// daemon runs gnome-keyring, and notes who it is.
const daemon = `gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1 & echo $! > "$HOME/pid"; `

func onGnome(t *testing.T, before string) {
	t.Helper()
	if _, err := exec.LookPath("gnome-keyring-daemon"); err != nil {
		t.Skip("gnome-keyring is not installed")
	}
	onBus(t, t.Name(), before)
}

// The real thing, and then it goes away while the vault is open.
func TestGnomeKeyring(t *testing.T) {
	if !onOwnBus() {
		onGnome(t, "printf pass | "+strings.Replace(daemon, "--foreground", "--foreground --unlock", 1))
		return
	}
	o := options(t.TempDir(), nil)
	o.Keyring = SystemKeyring()
	for range 100 {
		if _, err := o.Keyring.Get(keyringService, "nobody"); taglane.KindOf(err) == taglane.NotFound {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	v := opening(t, o)
	held(t, v, ByKeyring, false)
	keep(t, v, "a", "1")
	v = again(t, v, o)
	holds(t, v, "a", "1")
	if err := v.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := v.Unlock(nil); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("sh", "-c", `kill -9 $(cat "$HOME/pid")`).Run(); err != nil {
		t.Fatal(err)
	}
	holds(t, v, "a", "1")
	keep(t, v, "a", "2")
	if err := v.Lock(); err != nil {
		t.Fatal(err)
	}
	isKind(t, v.Unlock(nil), taglane.Login)
	held(t, v, ByKeyring, true)
}

// A keyring that nobody has unlocked waits for a person at a prompt.
func TestGnomeKeyringLocked(t *testing.T) {
	if !onOwnBus() {
		onGnome(t, daemon+"sleep 0.3; ")
		return
	}
	o := options(t.TempDir(), nil).answering("open sesame")
	o.Keyring = SystemKeyring()
	o.Patience = time.Second
	held(t, opening(t, o), ByPassphrase, false)
}
